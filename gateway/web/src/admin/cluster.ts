/** The cluster: its map, its nodes in a table, and their load over time; looked at every 2 s. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { Charts } from '../studio/charts';
import { dateTime, number } from '../studio/format';
import type { Stream } from '../studio/model';
import { poll } from '../polling';
import { type Page, rest } from '../studio/rest';
import { Samples } from '../studio/samples';
import { replaceIfChanged, table } from '../studio/table';
import { tell } from '../studio/work';
import { MapView, percent } from './map-view';
import { type NodeStatus, type SeenNode, SeenNodes } from './nodes';
import { adminTexts } from './texts';

const NODES_MS = 2_000;
const TITLES_MS = 10_000;
const SPAN_SECONDS = 600;
const GAP_SECONDS = 15;
const MOST_CHARTS = 24;

/** @returns how to stop looking */
export function showCluster(): () => void {
  const words = texts(adminTexts);
  const map = new MapView();
  const seenNodes = new SeenNodes();
  const loads = new Loads();
  const failure = byId('cluster-failure');
  let titles: ReadonlyMap<string, string> = new Map();
  let stopped = false;
  const nodes = poll(async () => {
    try {
      const { items } = await rest<Page<NodeStatus>>('GET', 'nodes');
      if (!stopped) {
        const seen = seenNodes.see(items, Date.now());
        map.show(seen, titles);
        showNodes(seen, titles);
        loads.see(items);
        tell(failure, null);
      }
    } catch (error) {
      tell(failure, error);
    }
  }, NODES_MS);
  const names = poll(async () => {
    const page = await rest<Page<Stream>>('GET', 'live-streams?limit=200').catch(() => null);
    titles = page ? new Map(page.items.map((stream) => [stream.id, stream.title || words.title])) : titles;
  }, TITLES_MS);
  return () => {
    stopped = true;
    nodes.stop();
    names.stop();
    loads.close();
  };
}

function showNodes(seen: readonly SeenNode[], titles: ReadonlyMap<string, string>): void {
  const words = texts(adminTexts);
  const rows = seen.map(({ node, state }) => [
    node.nodeId,
    words.nodeRoles[node.role],
    state,
    percent(node.load),
    typeof node.capacity === 'number' ? (words.capacityOf[node.role]?.(number(node.capacity, 1)) ?? number(node.capacity, 1)) : '',
    node.version,
    [node.baseUrl, node.publicUrl ?? ''].filter((url) => url !== '').join(' · '),
    dateTime(node.startedAt),
    node.holds.map(({ streamId }) => titles.get(streamId) ?? streamId).join(', '),
  ] as const);
  replaceIfChanged(byId('nodes'), rows, () =>
    table(
      words.cluster,
      [words.node, words.role, words.state, words.load, words.capacity, words.version, words.url, words.upSince, words.holds],
      rows.map(([name, role, state, ...rest]) => {
        const badge = element('span', 'badge', words.states[state]);
        badge.dataset['state'] = state;
        return [element('strong', '', name), role, badge, ...rest];
      }),
      words.noNodes,
    ),
  );
}

/** One chart for each node; another set of nodes is another set of charts. */
class Loads {
  private readonly samples = new Map<string, Samples>();
  private charts: Charts | null = null;
  private names: readonly string[] = [];

  see(nodes: readonly NodeStatus[]): void {
    const now = Date.now() / 1_000;
    for (const { nodeId, load } of nodes) {
      const kept = this.samples.get(nodeId) ?? new Samples(1);
      kept.add(now, load);
      this.samples.set(nodeId, kept);
    }
    const from = now - SPAN_SECONDS;
    for (const [name, kept] of this.samples) {
      if (kept.columns(from, GAP_SECONDS).times.length === 0) {
        this.samples.delete(name);
      }
    }
    const names = [...this.samples.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).slice(0, MOST_CHARTS);
    if (names.join() !== this.names.join()) {
      this.names = names;
      this.charts?.close();
      this.charts = new Charts(
        byId('loads'),
        names.map((title) => ({ title, lines: [title], format: percent, upTo: 1 })),
        true,
      );
    }
    this.charts?.show(names.map((name) => this.samples.get(name)?.columns(from, GAP_SECONDS) ?? { times: [], lines: [[]] }), from, now);
  }

  close(): void {
    this.charts?.close();
  }
}
