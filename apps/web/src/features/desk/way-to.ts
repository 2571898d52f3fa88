import type { LatLng } from "@/generated/guest";

/** Android opens `geo:` with whatever maps the phone has; others know the address of one. */
export const wayTo = ({ lat, lng }: LatLng) =>
  /Android/.test(navigator.userAgent)
    ? `geo:${lat},${lng}?q=${lat},${lng}`
    : `https://www.google.com/maps/dir/?api=1&destination=${lat},${lng}`;
