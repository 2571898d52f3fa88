import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";

export interface Notice {
  text: string;
  kind: "success" | "error" | "info";
}

interface Notices {
  say: (text: string, kind?: Notice["kind"]) => void;
  /** Says why something was refused. */
  refuse: (error: unknown) => void;
}

/** Without a network the look may not be there yet; the words are. */
const load = () => import("./notice-view").catch(() => ({ default: Plain }));
const NoticeView = lazy(load);
/** Once the first screen is there, before anybody may need it. */
const LATER_MS = 4000;
const Context = createContext<Notices | null>(null);

export function NoticesProvider({ children }: { children: ReactNode }) {
  const { t } = useLanguage();
  const [notice, setNotice] = useState<Notice | null>(null);
  const say = useCallback<Notices["say"]>((text, kind = "success") => setNotice({ text, kind }), []);
  const refuse = useCallback(
    (error: unknown) => {
      const problem = asProblem(error);
      const text = problem?.errors[0]?.message ?? problem?.title;
      say(text || t(problem?.code === "offline" ? "state.offline" : "state.failed"), "error");
    },
    [say, t],
  );
  useEffect(() => {
    const timer = setTimeout(() => void load(), LATER_MS);
    return () => clearTimeout(timer);
  }, []);
  const notices = useMemo(() => ({ say, refuse }), [say, refuse]);
  return (
    <Context value={notices}>
      {children}
      {notice && (
        <Suspense fallback={null}>
          <NoticeView notice={notice} onClose={() => setNotice(null)} />
        </Suspense>
      )}
    </Context>
  );
}

function Plain({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  return (
    <button
      type="button"
      onClick={onClose}
      style={{
        position: "fixed",
        insetInline: 16,
        insetBlockStart: 64,
        zIndex: 1500,
        padding: 16,
        font: "inherit",
      }}
    >
      {notice.text}
    </button>
  );
}

export function useNotices(): Notices {
  const notices = useContext(Context);
  if (!notices) throw new Error("useNotices needs a NoticesProvider");
  return notices;
}
