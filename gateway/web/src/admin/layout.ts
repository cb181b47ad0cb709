/** Where the map draws what. */

import { flows, MEDIA_ROLES, type NodeRole, OTHER_ROLES, type SeenNode } from './nodes';

export interface Box {
  readonly seen: SeenNode;
  readonly x: number;
  readonly y: number;
}

export interface Heading {
  readonly role: NodeRole;
  readonly x: number;
  readonly y: number;
  readonly empty: boolean;
}

export interface Link {
  /** Null for what edges and gateways are to each other: no stream of its own. */
  readonly streamId: string | null;
  readonly path: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
}

export const BOX = { width: 176, height: 74 };
const GAP = { column: 76, row: 14 };
const HEADING = 26;
const MARGIN = 8;
/** Links of different streams leave a box apart from each other, as far as it is high. */
const SPREAD = 8;

/** The map of stages one beside another, or one under another where `width` is too small for that. */
export function layout(seen: readonly SeenNode[], width: number): Layout {
  const across = MEDIA_ROLES.length * BOX.width + (MEDIA_ROLES.length - 1) * GAP.column + 2 * MARGIN;
  const placed = width >= across * 0.75 ? columns(seen, across) : rows(seen, width);
  return { ...placed, links: links(seen, placed.boxes, placed.upright) };
}

type Placed = Omit<Layout, 'links'> & { readonly upright: boolean };

function columns(seen: readonly SeenNode[], width: number): Placed {
  const boxes: Box[] = [];
  const headings: Heading[] = [];
  const mostInColumn = Math.max(1, ...MEDIA_ROLES.map((role) => of(seen, role).length));
  const mediaHeight = HEADING + mostInColumn * (BOX.height + GAP.row);
  MEDIA_ROLES.forEach((role, index) => {
    const x = MARGIN + index * (BOX.width + GAP.column);
    const nodes = of(seen, role);
    headings.push({ role, x, y: MARGIN + 14, empty: nodes.length === 0 });
    // Short columns stand in the middle, so that links run straight where they can.
    const top = MARGIN + HEADING + ((mostInColumn - nodes.length) * (BOX.height + GAP.row)) / 2;
    nodes.forEach((node, row) => boxes.push({ seen: node, x, y: top + row * (BOX.height + GAP.row) }));
  });
  let x = MARGIN;
  const top = MARGIN + mediaHeight + GAP.row;
  for (const role of OTHER_ROLES) {
    const nodes = of(seen, role);
    headings.push({ role, x, y: top + 14, empty: nodes.length === 0 });
    const perRow = Math.max(1, Math.floor((width - x) / (BOX.width + GAP.row)));
    nodes.slice(0, perRow).forEach((node, index) => boxes.push({ seen: node, x: x + index * (BOX.width + GAP.row), y: top + HEADING }));
    x += Math.max(1, Math.min(nodes.length, perRow)) * (BOX.width + GAP.row) + GAP.column - GAP.row;
  }
  const bottom = Math.max(top + HEADING + BOX.height, ...boxes.map((box) => box.y + BOX.height));
  return { width, height: bottom + MARGIN, boxes, headings, upright: false };
}

function rows(seen: readonly SeenNode[], width: number): Placed {
  const boxes: Box[] = [];
  const headings: Heading[] = [];
  const perRow = Math.max(1, Math.floor((width - 2 * MARGIN + GAP.row) / (BOX.width + GAP.row)));
  let y = MARGIN;
  for (const role of [...MEDIA_ROLES, ...OTHER_ROLES]) {
    const nodes = of(seen, role);
    headings.push({ role, x: MARGIN, y: y + 14, empty: nodes.length === 0 });
    nodes.forEach((node, index) =>
      boxes.push({
        seen: node,
        x: MARGIN + (index % perRow) * (BOX.width + GAP.row),
        y: y + HEADING + Math.floor(index / perRow) * (BOX.height + GAP.row),
      }),
    );
    y += HEADING + Math.ceil(nodes.length / perRow) * (BOX.height + GAP.row) + GAP.row;
  }
  return { width: Math.max(width, BOX.width + 2 * MARGIN), height: y, boxes, headings, upright: true };
}

function of(seen: readonly SeenNode[], role: NodeRole): SeenNode[] {
  return seen.filter(({ node }) => node.role === role);
}

function links(seen: readonly SeenNode[], boxes: readonly Box[], upright: boolean): Link[] {
  const at = new Map(boxes.map((box) => [box.seen.node.nodeId, box]));
  const streams = new Map<string, number>();
  const found: Link[] = [];
  for (const flow of flows(seen.map(({ node }) => node))) {
    const from = at.get(flow.from);
    const to = at.get(flow.to);
    if (from && to) {
      const lane = streams.get(flow.streamId) ?? streams.size;
      streams.set(flow.streamId, lane);
      found.push({ streamId: flow.streamId, path: curve(from, to, offset(lane), upright) });
    }
  }
  const alive = boxes.filter((box) => box.seen.state !== 'gone' && box.seen.state !== 'silent');
  for (const edge of alive.filter((box) => box.seen.node.role === 'edge')) {
    for (const gateway of alive.filter((box) => box.seen.node.role === 'gateway')) {
      found.push({ streamId: null, path: curve(edge, gateway, 0, upright) });
    }
  }
  return found;
}

/** 0, 8, -8, 16, -16, … within the box. */
function offset(lane: number): number {
  const steps = Math.floor(BOX.height / 2 / SPREAD) - 1;
  const step = lane % (2 * steps + 1);
  return (step % 2 === 0 ? -1 : 1) * Math.ceil(step / 2) * SPREAD || 0;
}

function curve(from: Box, to: Box, shift: number, upright: boolean): string {
  if (upright) {
    const [x1, y1] = [from.x + BOX.width / 2 + shift, from.y + BOX.height];
    const [x2, y2] = [to.x + BOX.width / 2 + shift, to.y];
    const middle = (y1 + y2) / 2;
    // A stage between is passed at the side.
    return y2 - y1 > BOX.height
      ? `M${x1} ${y1}C${x1} ${y1 + 24} ${from.x + BOX.width + 22 + shift} ${y1 + 8} ${from.x + BOX.width + 22 + shift} ${middle}S${x2} ${y2 - 24} ${x2} ${y2}`
      : `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
  }
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2 + shift];
  const [x2, y2] = [to.x, to.y + BOX.height / 2 + shift];
  const middle = (x1 + x2) / 2;
  if (x2 - x1 > GAP.column) {
    // A stage between is passed below it.
    const under = Math.max(from.y, to.y) + BOX.height + 8 + shift / 5;
    return `M${x1} ${y1}C${x1 + 40} ${y1} ${x1 + 20} ${under} ${middle} ${under}S${x2 - 40} ${y2} ${x2} ${y2}`;
  }
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
