import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { LatLng } from "@/generated/guest";
import { type ProviderMeOut, useGetMyProviderQuery, useReportLocationMutation, useSetMyAvailabilityMutation } from "@/generated/desk";
import { useListBookingsQuery } from "@/generated/visit";

/** A place is told at least this often while it matters, and at most. */
const EVERY_MS = 5000;

interface ShiftState {
  provider: ProviderMeOut | undefined;
  error: unknown;
  /** Where the phone is; nothing while it does not say. */
  here: LatLng | undefined;
  setOnline: (online: boolean) => Promise<unknown>;
  refetch: () => void;
}

const Context = createContext<ShiftState | null>(null);

/**
 * The online switch, and where the phone is while it is on or a journey runs. A browser tells
 * places only while the page is open, and the screen is kept awake for that.
 */
export function Shift({ children }: { children: ReactNode }) {
  const me = useGetMyProviderQuery(undefined, { pollingInterval: 60_000 });
  const journeys = useListBookingsQuery({ status: "confirmed", limit: 10 }, { pollingInterval: 20_000 });
  const [switchTo] = useSetMyAvailabilityMutation();
  const provider = me.data;
  const travelling = journeys.data?.items.some((one) => one.stage === "en_route") ?? false;
  const watching = provider !== undefined && (provider.isOnline || travelling);
  const here = useHere(watching);
  useAwake(watching);
  const { refetch } = me;
  const state = useMemo<ShiftState>(
    () => ({
      provider,
      error: me.error,
      here,
      refetch,
      setOnline: async (online) => {
        await switchTo({ providerAvailability: { online } }).unwrap();
        await refetch();
      },
    }),
    [provider, me.error, here, refetch, switchTo],
  );
  return <Context value={state}>{children}</Context>;
}

export function useShift(): ShiftState {
  const shift = useContext(Context);
  if (!shift) throw new Error("useShift needs a Shift");
  return shift;
}

/** The phone's place, told to the server while `watching`. */
function useHere(watching: boolean): LatLng | undefined {
  const [here, setHere] = useState<LatLng>();
  const [report] = useReportLocationMutation();
  const newest = useRef<GeolocationPosition | null>(null);
  useEffect(() => {
    if (!watching || !("geolocation" in navigator)) return;
    const tell = () => {
      const fix = newest.current;
      if (!fix || !navigator.onLine) return;
      const { latitude: lat, longitude: lng, accuracy, heading, speed } = fix.coords;
      void report({
        locationIn: {
          lat,
          lng,
          accuracy: Math.min(accuracy, 199),
          heading: heading !== null && Number.isFinite(heading) ? heading : undefined,
          speed: speed !== null && Number.isFinite(speed) ? speed : undefined,
          recordedAt: new Date().toISOString(),
        },
      });
    };
    const watch = navigator.geolocation.watchPosition(
      (fix) => {
        const isFirst = newest.current === null;
        newest.current = fix;
        setHere({ lat: fix.coords.latitude, lng: fix.coords.longitude });
        if (isFirst) tell();
      },
      () => setHere(undefined),
      { enableHighAccuracy: true, maximumAge: 3000 },
    );
    const timer = setInterval(tell, EVERY_MS);
    return () => {
      navigator.geolocation.clearWatch(watch);
      clearInterval(timer);
      newest.current = null;
    };
  }, [watching, report]);
  return here;
}

/** Keeps the screen on; browsers forget it when the page is hidden. */
function useAwake(wanted: boolean) {
  useEffect(() => {
    if (!wanted || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    const ask = () => {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock.request("screen").then(
        (held) => {
          lock = held;
        },
        () => undefined,
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, [wanted]);
}
