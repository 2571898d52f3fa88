import { useEffect, useState } from "react";
import { keepDesk } from "@/shared/pwa/worker";
import { useAgenda, useBesides, useEarnings, useHours } from "./known";
import { useShift, WORKS } from "./shift";

/** Once the screen that was opened has what it wants. */
const AFTER_MS = 3000;

/** Keeps the desk and what its other screens would show, for when the network goes before they are opened. */
export function Ahead() {
  const { provider } = useShift();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
      void keepDesk();
    }, AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return late && provider && WORKS.includes(provider.verification) ? <Asked /> : null;
}

function Asked() {
  useAgenda();
  useHours();
  useBesides();
  useEarnings();
  return null;
}
