/** The nodes of the cluster as they beat, and those that did until lately. */

export const MEDIA_ROLES = ['ingest', 'transcoder', 'packager', 'edge', 'gateway'] as const;
export const OTHER_ROLES = ['metadata', 'chat'] as const;
export type NodeRole = (typeof MEDIA_ROLES)[number] | (typeof OTHER_ROLES)[number];

export interface NodeStatus {
  readonly nodeId: string;
  readonly role: NodeRole;
  readonly version: string;
  readonly baseUrl: string;
  readonly publicUrl?: string | null;
  readonly startedAt: string;
  readonly at: string;
  readonly load: number;
  readonly capacity?: number | null;
  readonly draining: boolean;
  readonly leaving: boolean;
  readonly holds: readonly { readonly streamId: string }[];
}

export type NodeState = 'up' | 'draining' | 'leaving' | 'silent' | 'gone';

export interface SeenNode {
  readonly node: NodeStatus;
  readonly state: NodeState;
}

/** Nodes beat every 2 s; so much later than the newest beat of any, one is silent. */
const SILENT_AFTER_MS = 7_000;
const GONE_FOR_MS = 120_000;
const MOST_GONE = 20;

/** Remembers for a while who was there. */
export class SeenNodes {
  private readonly missing = new Map<string, { readonly node: NodeStatus; readonly since: number }>();
  private before: readonly NodeStatus[] = [];

  /** All there are, and who was there a while ago, in the order of their names. */
  see(nodes: readonly NodeStatus[], now: number): SeenNode[] {
    const there = new Set(nodes.map(({ nodeId }) => nodeId));
    for (const node of this.before) {
      if (!there.has(node.nodeId)) {
        this.missing.set(node.nodeId, { node, since: now });
      }
    }
    this.before = nodes;
    for (const [id, { since }] of this.missing) {
      if (there.has(id) || now - since > GONE_FOR_MS || this.missing.size > MOST_GONE) {
        this.missing.delete(id);
      }
    }
    // By the cluster's clocks alone: this browser's may be another.
    const newest = Math.max(...nodes.map(({ at }) => Date.parse(at)));
    const all: SeenNode[] = nodes.map((node) => ({ node, state: stateOf(node, newest) }));
    this.missing.forEach(({ node }) => all.push({ node: { ...node, holds: [], load: 0 }, state: 'gone' }));
    return all.sort((a, b) => a.node.nodeId.localeCompare(b.node.nodeId, 'en', { numeric: true }));
  }
}

function stateOf(node: NodeStatus, newest: number): NodeState {
  if (newest - Date.parse(node.at) > SILENT_AFTER_MS) {
    return 'silent';
  }
  return node.leaving ? 'leaving' : node.draining ? 'draining' : 'up';
}

/** One stream's media between two nodes. */
export interface Flow {
  readonly streamId: string;
  readonly from: string;
  readonly to: string;
}

const MOST_FLOWS = 400;

/** Who gives which stream to whom, by who holds it: transcoders beside the way of the source, edges only where somebody watches. */
export function flows(nodes: readonly NodeStatus[]): Flow[] {
  const found: Flow[] = [];
  for (const streamId of streamsIn(nodes)) {
    const holding = (role: NodeRole): NodeStatus[] =>
      nodes.filter((node) => node.role === role && node.holds.some((held) => held.streamId === streamId));
    const link = (from: NodeStatus[], to: NodeStatus[]): void => {
      from.forEach((a) => to.forEach((b) => found.push({ streamId, from: a.nodeId, to: b.nodeId })));
    };
    const ingests = holding('ingest');
    const packagers = holding('packager');
    link(ingests, holding('transcoder'));
    link(holding('transcoder'), packagers);
    link(ingests, packagers);
    link(packagers, holding('edge'));
  }
  return found.slice(0, MOST_FLOWS);
}

/** The streams that somebody publishes or watches; packagers keep those that have ended for a while. */
export function streamsIn(nodes: readonly NodeStatus[]): string[] {
  const active = nodes.filter(({ role }) => role === 'ingest' || role === 'transcoder' || role === 'edge');
  return [...new Set(active.flatMap(({ holds }) => holds.map(({ streamId }) => streamId)))].sort();
}
