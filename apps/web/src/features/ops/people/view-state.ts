/** How a picture lies on the table. */
export interface ViewState {
  zoom: number;
  /** Quarter turns clockwise. */
  turns: number;
  x: number;
  y: number;
}

export const FLAT: ViewState = { zoom: 1, turns: 0, x: 0, y: 0 };
const [LEAST, MOST, STEP] = [0.5, 8, 1.25];

export function zoomed(state: ViewState, steps: number): ViewState {
  const zoom = Math.min(MOST, Math.max(LEAST, state.zoom * STEP ** steps));
  // The middle stays in the middle.
  const by = zoom / state.zoom;
  return { ...state, zoom, x: state.x * by, y: state.y * by };
}

export const turned = (state: ViewState, quarters = 1): ViewState => ({
  ...state,
  turns: (((state.turns + quarters) % 4) + 4) % 4,
});

export const moved = (state: ViewState, dx: number, dy: number): ViewState => ({
  ...state,
  x: state.x + dx,
  y: state.y + dy,
});

/** What a key does to the picture; nothing when it is none of its keys. */
export function byKey(state: ViewState, key: string): ViewState | undefined {
  switch (key) {
    case "+":
    case "=":
      return zoomed(state, 1);
    case "-":
      return zoomed(state, -1);
    case "r":
    case "R":
      return turned(state);
    case "0":
      return FLAT;
    case "ArrowUp":
      return moved(state, 0, 40);
    case "ArrowDown":
      return moved(state, 0, -40);
    case "ArrowLeft":
      return moved(state, 40, 0);
    case "ArrowRight":
      return moved(state, -40, 0);
    default:
      return undefined;
  }
}
