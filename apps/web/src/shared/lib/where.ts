import type { LatLng } from "@/generated/guest";

/** Where the phone is, if it says so in time. */
export function whereAmI(timeout: number): Promise<LatLng | undefined> {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(undefined);
    // The browser's own question does not count against its time limit.
    const late = setTimeout(() => done(undefined), timeout + 500);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(late);
        done({ lat: coords.latitude, lng: coords.longitude });
      },
      () => {
        clearTimeout(late);
        done(undefined);
      },
      { enableHighAccuracy: true, timeout, maximumAge: 60_000 },
    );
  });
}
