import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from "react";

/**
 * A button that works only when it is held, so that no pocket presses it. Space and Enter can be held
 * too; whoever can't hold anything (`click` without a press, as screen readers do) presses twice.
 */
export function useHold(ms: number, onHeld: () => void) {
  const [held, setHeld] = useState(0);
  const [asked, setAsked] = useState(false);
  const began = useRef<number>(undefined);
  const frame = useRef(0);
  const pressed = useRef(false);
  const done = useRef(onHeld);
  done.current = onHeld;

  const stop = useCallback(() => {
    cancelAnimationFrame(frame.current);
    began.current = undefined;
    setHeld(0);
  }, []);
  useEffect(() => stop, [stop]);

  const begin = () => {
    if (began.current !== undefined) return;
    pressed.current = true;
    began.current = performance.now();
    const look = () => {
      if (began.current === undefined) return;
      const part = (performance.now() - began.current) / ms;
      if (part >= 1) {
        stop();
        done.current();
        return;
      }
      setHeld(part);
      frame.current = requestAnimationFrame(look);
    };
    look();
  };
  const isKey = ({ key }: KeyboardEvent) => key === " " || key === "Enter";
  return {
    /** From 0 to 1. */
    held,
    /** Whether it was pressed without holding: the next press counts. */
    asked,
    handlers: {
      onPointerDown: (event: PointerEvent) => event.isPrimary && begin(),
      onPointerUp: stop,
      onPointerLeave: stop,
      onPointerCancel: stop,
      onKeyDown: (event: KeyboardEvent) => {
        if (!isKey(event)) return;
        event.preventDefault();
        begin();
      },
      onKeyUp: (event: KeyboardEvent) => isKey(event) && stop(),
      onContextMenu: (event: { preventDefault: () => void }) => event.preventDefault(),
      onClick: () => {
        // A finger that let go too early only gets the hint again.
        if (pressed.current) {
          pressed.current = false;
          return;
        }
        if (asked) done.current();
        setAsked(!asked);
      },
    },
  };
}
