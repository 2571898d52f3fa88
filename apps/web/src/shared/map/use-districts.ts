import { useEffect, useState } from "react";
import { type Districts, loadDistricts } from "./districts";

/** The districts we know; nothing until they came, or while they can't be had. */
export function useDistricts(): Districts | undefined {
  const [known, setKnown] = useState<Districts>();
  useEffect(() => {
    loadDistricts().then(setKnown, () => undefined);
  }, []);
  return known;
}
