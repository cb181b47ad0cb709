/** The renditions to choose from, in words. */

export interface Rendition {
  readonly height: number;
  readonly frameRate: number;
  /** Bits a second. */
  readonly bitrate: number;
}

export interface Quality {
  /** Its number for the player. */
  readonly index: number;
  readonly label: string;
}

const SMOOTH_FROM = 48;

/** "720p", "720p60", "64 kbps" for what has no picture. */
export function labelOf({ height, frameRate, bitrate }: Rendition): string {
  if (height === 0) {
    return rate(bitrate);
  }
  return `${height}p${frameRate >= SMOOTH_FROM ? Math.round(frameRate) : ''}`;
}

/** Best first; those that would be called the same also say their bitrate. */
export function qualities(renditions: readonly Rendition[]): Quality[] {
  const labels = renditions.map(labelOf);
  return renditions
    .map((rendition, index) => ({ rendition, index, label: labels[index] ?? '' }))
    .sort((a, b) => b.rendition.height - a.rendition.height || b.rendition.bitrate - a.rendition.bitrate)
    .map(({ rendition, index, label }) => ({
      index,
      label: labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} · ${rate(rendition.bitrate)}`,
    }));
}

function rate(bitrate: number): string {
  return bitrate < 1_000_000 ? `${Math.round(bitrate / 1_000)} kbps` : `${(bitrate / 1_000_000).toFixed(1)} Mbps`;
}
