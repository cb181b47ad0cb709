/** The drawn map of the cluster. */

import { byId, element, setText } from '../dom';
import { hue } from '../format';
import { texts } from '../language';
import { number } from '../studio/format';
import { type Box, BOX, layout } from './layout';
import { type SeenNode, streamsIn } from './nodes';
import { adminTexts } from './texts';

const SVG = 'http://www.w3.org/2000/svg';
const LONGEST_NAME = 19;

export class MapView {
  private chosen: string | null = null;
  private seen: readonly SeenNode[] = [];
  private titles: ReadonlyMap<string, string> = new Map();
  private drawn = '';
  private readonly place = byId('map');
  private readonly legend = byId('flowing');

  constructor() {
    new ResizeObserver(() => this.draw()).observe(this.place);
    byId('show-all').addEventListener('click', () => {
      this.choose(null);
      this.legend.querySelector('button')?.focus();
    });
  }

  show(seen: readonly SeenNode[], titles: ReadonlyMap<string, string>): void {
    this.seen = seen;
    this.titles = titles;
    this.draw();
  }

  private choose(streamId: string | null): void {
    this.chosen = streamId;
    this.draw();
  }

  private draw(): void {
    const streams = streamsIn(this.seen.map(({ node }) => node));
    if (this.chosen && !streams.includes(this.chosen)) {
      this.chosen = null;
    }
    const width = this.place.clientWidth;
    const shown = JSON.stringify([width, this.chosen, this.seen.map(({ node, state }) => [node.nodeId, state, node.holds, percent(node.load)]), [...this.titles]]);
    if (width === 0 || shown === this.drawn) {
      return;
    }
    this.drawn = shown;
    this.place.replaceChildren(this.picture(streams, width));
    this.list(streams);
  }

  private picture(streams: readonly string[], available: number): SVGElement {
    const words = texts(adminTexts);
    const { width, height, boxes, headings, links } = layout(this.seen, available);
    const svg = svgOf('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': words.mapLabel(boxes.length, streams.length), class: 'map' });
    // Shrinks to the page, and does not grow beyond what is legible.
    svg.style.maxWidth = `${width}px`;
    for (const link of links) {
      const path = svgOf('path', { d: link.path, class: link.streamId === null ? 'link-line steer' : 'link-line flow' });
      if (link.streamId !== null) {
        path.style.setProperty('--hue', String(hue(link.streamId)));
      }
      path.classList.toggle('faint', this.chosen !== null && this.chosen !== link.streamId);
      svg.append(path);
    }
    for (const { role, x, y, empty } of headings) {
      svg.append(textAt(x, y, empty ? `${words.nodeRoles[role]} · ${words.roleNone}` : words.nodeRoles[role], 'map-heading'));
    }
    boxes.forEach((box) => svg.append(this.box(box)));
    return svg;
  }

  private box({ seen: { node, state }, x, y }: Box): SVGElement {
    const words = texts(adminTexts);
    const group = svgOf('g', { class: 'node', transform: `translate(${x} ${y})` });
    group.dataset['state'] = state;
    group.classList.toggle('faint', this.chosen !== null && !node.holds.some(({ streamId }) => streamId === this.chosen));
    const bar = BOX.width - 28;
    const facts = node.holds.length > 0 ? `${percent(node.load)} · ${words.streamsHeld(node.holds.length)}` : percent(node.load);
    const fill = svgOf('rect', { class: 'load', x: 14, y: 58, width: bar * Math.min(1, node.load), height: 5, rx: 2.5 });
    fill.dataset['high'] = String(node.load > 0.8);
    group.append(
      svgOf('rect', { class: 'box', width: BOX.width, height: BOX.height, rx: 12 }),
      svgOf('circle', { class: 'lamp', cx: 18, cy: 21, r: 5 }),
      textAt(30, 26, node.nodeId.length > LONGEST_NAME ? `${node.nodeId.slice(0, LONGEST_NAME - 1)}…` : node.nodeId, 'node-name'),
      textAt(14, 47, state === 'up' ? facts : words.states[state], 'node-facts'),
      svgOf('rect', { class: 'load-ground', x: 14, y: 58, width: bar, height: 5, rx: 2.5 }),
      fill,
    );
    return group;
  }

  private list(streams: readonly string[]): void {
    const words = texts(adminTexts);
    const focused = (document.activeElement as HTMLElement | null)?.dataset['stream'];
    this.legend.replaceChildren(
      ...streams.map((id) => {
        const swatch = element('span', 'flow-swatch');
        swatch.style.setProperty('--hue', String(hue(id)));
        const choose = element('button', 'chip', swatch, this.titles.get(id) ?? id);
        choose.type = 'button';
        choose.dataset['stream'] = id;
        choose.setAttribute('aria-pressed', String(this.chosen === id));
        choose.addEventListener('click', () => this.choose(this.chosen === id ? null : id));
        return element('li', '', choose);
      }),
    );
    if (focused) {
      this.legend.querySelector<HTMLElement>(`[data-stream="${focused}"]`)?.focus();
    }
    setText(byId('flowing-hint'), streams.length === 0 ? words.flowingNone : words.flowingHint);
    byId('show-all').hidden = this.chosen === null;
  }
}

export function percent(load: number): string {
  return texts(adminTexts).percent(number(load * 100, load < 0.095 ? 1 : 0));
}

function svgOf(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    created.setAttribute(key, String(value));
  }
  return created;
}

function textAt(x: number, y: number, text: string, className: string): SVGElement {
  const created = svgOf('text', { x, y, class: className });
  created.textContent = text;
  return created;
}
