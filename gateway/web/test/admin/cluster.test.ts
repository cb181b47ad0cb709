import { describe, expect, it } from 'vitest';
import { BOX, layout } from '../../src/admin/layout';
import { flows, type NodeRole, type NodeStatus, SeenNodes, streamsIn } from '../../src/admin/nodes';

const AT = '2026-01-01T00:00:10Z';

function node(role: NodeRole, number = 1, holds: string[] = [], more: Partial<NodeStatus> = {}): NodeStatus {
  return {
    nodeId: `${role}-${number}`,
    role,
    version: '1',
    baseUrl: 'http://n',
    startedAt: AT,
    at: AT,
    load: 0.5,
    draining: false,
    leaving: false,
    holds: holds.map((streamId) => ({ streamId })),
    ...more,
  };
}

const CLUSTER = [
  node('ingest', 1, ['a', 'b']),
  node('transcoder', 1, ['a']),
  node('packager', 1, ['a', 'b', 'ended']),
  node('packager', 2, ['a', 'b']),
  node('edge', 1, ['a']),
  node('edge', 2),
  node('gateway'),
  node('metadata'),
  node('chat'),
];

describe('flows', () => {
  it('follow each stream through whoever holds it', () => {
    expect(flows(CLUSTER).map(({ streamId, from, to }) => `${streamId}: ${from} ${to}`)).toEqual([
      'a: ingest-1 transcoder-1',
      'a: transcoder-1 packager-1',
      'a: transcoder-1 packager-2',
      'a: ingest-1 packager-1',
      'a: ingest-1 packager-2',
      'a: packager-1 edge-1',
      'a: packager-2 edge-1',
      'b: ingest-1 packager-1',
      'b: ingest-1 packager-2',
    ]);
  });

  it('are not of what a packager alone keeps', () => {
    expect(streamsIn(CLUSTER)).toEqual(['a', 'b']);
  });

  it('are bounded', () => {
    const many = Array.from({ length: 500 }, (_, index) => `s${index}`);
    expect(flows([node('ingest', 1, many), node('packager', 1, many)])).toHaveLength(400);
  });
});

describe('seen nodes', () => {
  it('are up, or say that they go', () => {
    const states = new SeenNodes()
      .see([node('edge', 1), node('edge', 2, [], { draining: true }), node('edge', 10, [], { draining: true, leaving: true })], 0)
      .map(({ node: { nodeId }, state }) => `${nodeId} ${state}`);
    expect(states).toEqual(['edge-1 up', 'edge-2 draining', 'edge-10 leaving']);
  });

  it('are silent by the clocks of the cluster', () => {
    const seen = new SeenNodes().see([node('edge', 1), node('edge', 2, [], { at: '2026-01-01T00:00:02Z' })], 0);
    expect(seen.map(({ state }) => state)).toEqual(['up', 'silent']);
  });

  it('are remembered for two minutes after they went', () => {
    const seen = new SeenNodes();
    seen.see([node('edge', 1, ['a']), node('edge', 2)], 0);
    const gone = seen.see([node('edge', 2)], 1_000);
    expect(gone.map(({ state }) => state)).toEqual(['gone', 'up']);
    expect(gone[0]?.node.holds).toEqual([]);
    expect(seen.see([node('edge', 2)], 100_000)).toHaveLength(2);
    expect(seen.see([node('edge', 2)], 122_000)).toHaveLength(1);
  });

  it('that come back are up', () => {
    const seen = new SeenNodes();
    seen.see([node('edge', 1)], 0);
    seen.see([], 1_000);
    expect(seen.see([node('edge', 1)], 2_000).map(({ state }) => state)).toEqual(['up']);
  });
});

describe('layout', () => {
  const seen = new SeenNodes().see(CLUSTER, 0);

  it.each([1_400, 900, 340])('puts every node in a box of its own within %d', (width) => {
    const { boxes, width: drawn, height } = layout(seen, width);
    expect(boxes).toHaveLength(CLUSTER.length);
    for (const box of boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + BOX.width).toBeLessThanOrEqual(drawn);
      expect(box.y + BOX.height).toBeLessThanOrEqual(height);
      const overlapping = boxes.filter(
        (other) => other !== box && Math.abs(other.x - box.x) < BOX.width && Math.abs(other.y - box.y) < BOX.height,
      );
      expect(overlapping).toEqual([]);
    }
  });

  it('has the stages in the order of the media', () => {
    const across = layout(seen, 1_400).headings.filter(({ role }) => role !== 'metadata' && role !== 'chat');
    expect(across.map(({ role }) => role)).toEqual(['ingest', 'transcoder', 'packager', 'edge', 'gateway']);
    expect(across.map(({ x }) => x)).toEqual(across.map(({ x }) => x).sort((a, b) => a - b));
    const down = layout(seen, 340).headings;
    expect(down.map(({ y }) => y)).toEqual(down.map(({ y }) => y).sort((a, b) => a - b));
  });

  it('draws each flow, and gateways in front of edges', () => {
    const { links } = layout(seen, 1_400);
    expect(links.filter(({ streamId }) => streamId === 'a')).toHaveLength(7);
    expect(links.filter(({ streamId }) => streamId === 'b')).toHaveLength(2);
    expect(links.filter(({ streamId }) => streamId === null)).toHaveLength(2);
    expect(new Set(links.map(({ path }) => path)).size).toBe(links.length);
  });

  it('says which stages nobody has', () => {
    const { headings } = layout(new SeenNodes().see([node('ingest')], 0), 1_400);
    expect(headings.filter(({ empty }) => !empty).map(({ role }) => role)).toEqual(['ingest']);
  });
});
