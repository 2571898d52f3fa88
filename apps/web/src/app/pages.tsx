import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { Navigate, Outlet, Route, Routes, useLocation } from "react-router";
import { Home, keep as keepTrades } from "@/features/home/home";
import { homeOf, useSession } from "@/shared/api/use-session";
import { currentLang } from "@/shared/i18n/lang";
import { loadWords, type Part } from "@/shared/i18n/words";
import { atWork } from "./at-work";
import { Waiting } from "./coming";
import { CustomerFrame } from "./customer-frame";
import { DOORS, type DoorName, doorAt } from "./doors";
import type { Keep } from "./given";

interface Loaded<P> {
  default: (props: P) => ReactNode;
  /** Takes what was asked for before the screen was there. */
  keep?: Keep;
}

type Ahead = Loaded<never>;

/** A screen that is loaded, with its texts, when somebody goes there. `ahead` begins before it is drawn. */
function later<P extends object = object>(parts: Part[], load: () => Promise<Loaded<P>>) {
  let begun: ReturnType<typeof load> | undefined;
  const ahead = () => {
    begun ??= Promise.all([load(), loadWords(currentLang(), parts)]).then(([screen]) => screen);
    // What failed ahead of time is tried anew when the screen is drawn.
    begun.catch(() => {
      begun = undefined;
    });
    return begun;
  };
  return Object.assign(lazy<ComponentType<P>>(ahead), { ahead });
}

/** A screen that has a door of its own: the page brings hints for the files that it needs. */
function behind<P extends object = object>(door: DoorName, load: () => Promise<Loaded<P>>) {
  return later(DOORS[door].parts ?? [], load);
}

const Category = behind("category", () => import("@/features/home/category"));
const Service = behind("service", () => import("@/features/home/service"));
const Order = behind("order", () => import("@/features/order/order"));
const Bookings = behind("bookings", () => import("@/features/booking/bookings"));
const Booking = behind("booking", () => import("@/features/booking/booking"));
const Talks = later(["talk"], () => import("@/features/talk/list"));
const SharedJourney = behind("shared", () => import("@/features/journey/shared-journey"));
const PublicCard = later(["visit"], () => import("@/features/technician/public-card"));
const Plans = later(["mine", "visit"], () => import("@/features/mine/plans"));
const People = later(["mine"], () => import("@/features/mine/people"));
const Privacy = later(["mine", "account", "order"], () => import("@/features/mine/privacy"));
const Alerts = later(["mine", "account"], () => import("@/features/mine/alerts"));
const Sessions = later(["mine"], () => import("@/features/mine/sessions"));
const AskSupport = later(["talk"], () => import("@/features/talk/ask"));
const OneTalk = later(["talk"], () => import("@/features/talk/one"));
const Account = behind("account", () => import("@/features/account/account"));
const Wallet = later(["account"], () => import("@/features/account/wallet"));
const Notifications = later(["account"], () => import("@/features/account/notifications"));
const Addresses = later(["account", "order"], () => import("@/features/account/addresses"));
const LogIn = behind("login", () => import("@/features/auth/log-in"));
const Join = later(["desk", "account", "order"], () => import("@/features/desk/join"));
const Desk = behind("work", () => import("@/features/desk/desk"));
const Ops = behind("ops", () => import("@/features/ops/ops"));
const NotFound = later([], () => import("./not-found"));

const BEHIND: Partial<Record<DoorName, { ahead: () => Promise<Ahead> }>> = {
  home: { ahead: async () => ({ default: Home, keep: keepTrades }) },
  category: Category,
  service: Service,
  order: Order,
  bookings: Bookings,
  booking: Booking,
  account: Account,
  login: LogIn,
  work: Desk,
  ops: Ops,
  shared: SharedJourney,
};

/** Begins to load the screen of an address; ends when it is there, or is not to be had. */
export async function beginAt(pathname: string): Promise<Ahead | undefined> {
  return BEHIND[doorAt(pathname).name]?.ahead().catch(() => undefined);
}

export function Pages({ ready }: { ready: Promise<void> }) {
  const known = useReady(ready);
  useTopOnNewPage();
  return (
    <Routes>
      <Route element={<CustomerFrame />}>
        <Route index element={<Home />} />
        <Route path="c/:code" element={<Category />} />
        <Route path="s/:id" element={<Service />} />
        <Route path="p/:id" element={<PublicCard />} />
        <Route path="order/:step?" element={<Order />} />
        <Route path="login" element={<LogIn />} />
        <Route path="join" element={<Join />} />
        <Route element={<Members known={known} />}>
          <Route path="bookings" element={<Bookings />} />
          <Route path="bookings/:id" element={<Booking />} />
          <Route path="talk" element={<Talks />} />
          <Route path="talk/new" element={<AskSupport />} />
          <Route path="talk/:id" element={<OneTalk />} />
          <Route path="account" element={<Account />} />
          <Route path="account/plans" element={<Plans />} />
          <Route path="account/technicians" element={<People />} />
          <Route path="account/privacy" element={<Privacy />} />
          <Route path="account/alerts" element={<Alerts />} />
          <Route path="account/sessions" element={<Sessions />} />
          <Route path="account/wallet" element={<Wallet />} />
          <Route path="account/notifications" element={<Notifications />} />
          <Route path="account/addresses" element={<Addresses />} />
        </Route>
        <Route path="*" element={<NotFound />} />
      </Route>
      <Route path="shared/:token" element={<Alone screen={SharedJourney} />} />
      <Route element={<Members known={known} home="/work" />}>
        <Route path="work/*" element={<Work />} />
      </Route>
      <Route element={<Members known={known} home="/ops" />}>
        <Route path="ops/*" element={<Alone screen={Ops} />} />
      </Route>
    </Routes>
  );
}

/** A screen without the customer's frame. */
function Alone({ screen: Screen }: { screen: ComponentType }) {
  return (
    <Suspense fallback={<Waiting />}>
      <Screen />
    </Suspense>
  );
}

/** The technician's desk, with the screens that customers have, too. */
function Work() {
  return (
    <Suspense fallback={<Waiting />}>
      <Desk
        shared={{
          notifications: <Notifications atWork />,
          alerts: <Alerts atWork />,
          talks: <Talks atWork />,
          ask: <AskSupport atWork />,
          privacy: <Privacy atWork />,
          sessions: <Sessions atWork />,
        }}
      />
    </Suspense>
  );
}

/**
 * Screens of an account; strangers log in first and come back, and so does who was interrupted before
 * saying a name. Others go to their own screens.
 */
function Members({ known, home }: { known: boolean; home?: string }) {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.state === "unknown" && !known) return <Waiting />;
  if (session.state !== "in" || !session.user.firstName)
    return <Navigate to={`/login?to=${encodeURIComponent(pathname + search)}`} replace />;
  const own = homeOf(session.user.role);
  if (home !== undefined && home !== own) return <Navigate to={own} replace />;
  const place = home === undefined && own === "/work" && atWork(pathname);
  if (place) return <Navigate to={place + search} replace />;
  return <Outlet />;
}

function useReady(ready: Promise<void>): boolean {
  const [known, setKnown] = useState(false);
  useEffect(() => {
    let here = true;
    ready.then(() => here && setKnown(true));
    return () => {
      here = false;
    };
  }, [ready]);
  return known;
}

/** A new page begins at its top, and its title is read out. */
function useTopOnNewPage() {
  const { pathname } = useLocation();
  useEffect(() => {
    if (pathname) window.scrollTo(0, 0);
    document.getElementById("screen-title")?.focus({ preventScroll: true });
  }, [pathname]);
}
