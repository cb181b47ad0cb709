/** A text as it is drawn, ready to be copied to its place on every frame. */
export interface Sprite {
  readonly image: ImageBitmap;
  /** CSS px */
  readonly width: number;
  readonly height: number;
}

export interface SpriteLook {
  readonly text: string;
  readonly color: string;
  /** CSS px */
  readonly fontSize: number;
  /** The sender's own are framed. */
  readonly own: boolean;
  readonly ratio: number;
}

/** Texts that are kept drawn: many say the same. */
const MAX_KEPT = 256;
/** Longer ones would not be read while they pass. */
const MAX_CHARACTERS = 100;
const LINE_HEIGHT = 1.4;
const PADDING = 6;
/** Canvases have a limit, and nothing that is read is as long. */
const MAX_WIDTH = 4_000;
const FONTS = "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans', sans-serif";

export function lineHeight(fontSize: number): number {
  return Math.ceil(fontSize * LINE_HEIGHT);
}

/** At most so many characters as readers count them, the rest as an ellipsis. */
export function shortened(text: string): string {
  const characters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text.slice(0, 8 * MAX_CHARACTERS))];
  const short = characters.slice(0, MAX_CHARACTERS).map(({ segment }) => segment).join('');
  return short.length < text.length ? `${short}…` : text;
}

/** Draws each text once. */
export class Sprites {
  private readonly kept = new Map<string, Sprite>();

  of(look: SpriteLook): Sprite {
    const key = `${look.ratio} ${look.fontSize} ${look.color} ${look.own} ${look.text}`;
    const sprite = this.kept.get(key) ?? draw(look);
    this.kept.delete(key);
    this.kept.set(key, sprite);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MAX_KEPT) {
        break;
      }
      this.kept.delete(oldest);
    }
    return sprite;
  }

  clear(): void {
    this.kept.clear();
  }
}

function draw({ text, color, fontSize, own, ratio }: SpriteLook): Sprite {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error('the browser gives no 2D canvas');
  }
  const font = `600 ${fontSize}px ${FONTS}`;
  const line = shortened(text);
  context.font = font;
  const width = Math.min(MAX_WIDTH, Math.ceil(context.measureText(line).width) + 2 * PADDING);
  const height = lineHeight(fontSize);
  // Marks that pile up over a line end where its lane does.
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  context.scale(ratio, ratio);
  context.font = font;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = Math.max(2, fontSize / 9);
  context.strokeStyle = isDark(color) ? 'rgb(255 255 255 / 75%)' : 'rgb(0 0 0 / 75%)';
  context.strokeText(line, PADDING, height / 2);
  context.fillStyle = color;
  context.fillText(line, PADDING, height / 2);
  if (own) {
    context.lineWidth = 1.5;
    context.strokeStyle = color;
    context.strokeRect(1, 1, width - 2, height - 2);
  }
  // A bitmap is copied several times as fast as a canvas.
  return { image: canvas.transferToImageBitmap(), width, height };
}

function isDark(color: string): boolean {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 70;
}
