import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import {
  type LocationIn,
  type ProviderMeOut,
  useGetMyProviderQuery,
  useReportLocationMutation,
  useSetMyAvailabilityMutation,
} from "@/generated/desk";
import type { LatLng } from "@/generated/guest";
import { useListBookingsQuery } from "@/generated/visit";
import { clock } from "@/shared/lib/clock";
import { useKept } from "./kept";

/** Who may have jobs: a suspended technician may still have to end one. */
export const WORKS: ProviderMeOut["verification"][] = ["verified", "suspended"];
/** A place is told at least this often while it matters, and at most. */
const EVERY_MS = 5000;

interface ShiftState {
  provider: ProviderMeOut | undefined;
  error: unknown;
  /** Where the phone is; nothing while it does not say. */
  here: LatLng | undefined;
  setOnline: (online: boolean) => Promise<unknown>;
  /** The newest place as the server is told it. */
  whereabouts: () => LocationIn | undefined;
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
  const provider = useKept("me", me.data);
  const known = useKept("confirmed", journeys.data);
  const travelling = known?.items.some((one) => one.stage === "en_route") ?? false;
  const watching = provider !== undefined && (provider.isOnline || travelling);
  const { here, whereabouts } = useHere(watching);
  useAwake(watching);
  const { refetch } = me;
  const state = useMemo<ShiftState>(
    () => ({
      provider,
      error: me.error,
      here,
      whereabouts,
      refetch,
      setOnline: async (online) => {
        await switchTo({ providerAvailability: { online } }).unwrap();
        await refetch();
      },
    }),
    [provider, me.error, here, whereabouts, refetch, switchTo],
  );
  return <Context value={state}>{children}</Context>;
}

export function useShift(): ShiftState {
  const shift = useContext(Context);
  if (!shift) throw new Error("useShift needs a Shift");
  return shift;
}

/** The phone's place, told to the server while `watching`. */
function useHere(watching: boolean) {
  const [here, setHere] = useState<LatLng>();
  const [report] = useReportLocationMutation();
  const newest = useRef<GeolocationPosition | null>(null);
  const whereabouts = useCallback(() => (newest.current ? locationOf(newest.current) : undefined), []);
  const tell = useCallback(async () => {
    const fix = newest.current;
    if (!fix || !navigator.onLine) return;
    await report({ locationIn: locationOf(fix) });
  }, [report]);
  useEffect(() => {
    if (!watching || !("geolocation" in navigator)) return;
    const watch = navigator.geolocation.watchPosition(
      (fix) => {
        const isFirst = newest.current === null;
        newest.current = fix;
        setHere({ lat: fix.coords.latitude, lng: fix.coords.longitude });
        if (isFirst) void tell();
      },
      () => setHere(undefined),
      { enableHighAccuracy: true, maximumAge: 3000 },
    );
    const timer = setInterval(() => void tell(), EVERY_MS);
    return () => {
      navigator.geolocation.clearWatch(watch);
      clearInterval(timer);
      newest.current = null;
    };
  }, [watching, tell]);
  return { here, whereabouts };
}

function locationOf({ coords, timestamp }: GeolocationPosition): LocationIn {
  const { latitude: lat, longitude: lng, accuracy, heading, speed } = coords;
  const known = (value: number | null) => (value !== null && Number.isFinite(value) ? value : undefined);
  return {
    lat,
    lng,
    accuracy,
    heading: known(heading),
    speed: known(speed),
    // A phone that stands still has no newer place, and is still there. Its place may be dated by another clock.
    recordedAt: new Date(clock() - Math.min(5000, Math.max(0, Date.now() - timestamp))).toISOString(),
  };
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
