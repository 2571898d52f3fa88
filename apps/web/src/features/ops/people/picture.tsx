import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import {
  ChevronLeft,
  ChevronRight,
  Download,
  ImageOff,
  Maximize,
  RotateCw,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { Directional } from "@/shared/ui/directional";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { useBlobUrl } from "../parts/blob";
import { byKey, FLAT, moved, turned, type ViewState, zoomed } from "./view-state";

/** Where a picture lies: in the middle, and as large as fits however it is turned. */
const lying = ({ x, y, zoom, turns }: ViewState) => ({
  maxWidth: turns % 2 ? "100cqh" : "100cqw",
  maxHeight: turns % 2 ? "100cqw" : "100cqh",
  transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${zoom}) rotate(${turns * 90}deg)`,
});

/** One paper, to be enlarged, turned and moved; `step` goes to the one before or after it. */
export function Picture({
  url,
  label,
  pdf,
  step,
}: {
  url: string;
  label: string;
  pdf: boolean;
  step: ((by: 1 | -1) => void) | undefined;
}) {
  const { t } = useLanguage();
  const [asked, setAsked] = useState(0);
  const { source, error } = useBlobUrl(`${url}#${asked}`);
  const [view, setView] = useState(FLAT);
  const [broken, setBroken] = useState<string>();
  const table = useRef<HTMLDivElement>(null);
  const held = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = table.current;
    if (!element) return;
    // React listens to wheels passively, and the page must stay where it is.
    const wheel = (event: WheelEvent) => {
      // Whoever scrolls past is not held: the wheel enlarges what was chosen first.
      if (!event.ctrlKey && document.activeElement !== element) return;
      event.preventDefault();
      setView((old) => zoomed(old, event.deltaY < 0 ? 1 : -1));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);
  useEffect(() => {
    if (url) setView(FLAT);
  }, [url]);
  const grab = (event: PointerEvent) => {
    held.current = { x: event.clientX, y: event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const drag = (event: PointerEvent) => {
    const from = held.current;
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    held.current = { x: event.clientX, y: event.clientY };
    setView((old) => moved(old, dx, dy));
  };
  const drop = () => {
    held.current = null;
  };
  const tools = [
    { label: t("doc_view.closer"), icon: ZoomIn, act: () => setView((old) => zoomed(old, 1)) },
    { label: t("doc_view.farther"), icon: ZoomOut, act: () => setView((old) => zoomed(old, -1)) },
    { label: t("doc_view.turn"), icon: RotateCw, act: () => setView((old) => turned(old)) },
    { label: t("doc_view.flat"), icon: Maximize, act: () => setView(FLAT) },
  ];
  return (
    <Box sx={{ display: "grid", gap: 0.5 }}>
      <Box
        ref={table}
        role="group"
        aria-label={pdf ? label : t("doc_view.keys", { name: label })}
        tabIndex={0}
        onPointerDown={grab}
        onPointerMove={drag}
        onPointerUp={drop}
        onPointerCancel={drop}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const by = event.key === "PageDown" ? 1 : event.key === "PageUp" ? -1 : undefined;
          if (by && step) {
            event.preventDefault();
            return step(by);
          }
          const next = pdf ? undefined : byKey(view, event.key);
          if (!next) return;
          event.preventDefault();
          setView(next);
        }}
        sx={{
          height: { xs: 300, md: "calc(100dvh - 400px)" },
          minHeight: 260,
          overflow: "hidden",
          position: "relative",
          containerType: "size",
          display: "grid",
          placeItems: "center",
          borderRadius: "14px",
          border: 1,
          borderColor: "line",
          bgcolor: "background.default",
          cursor: pdf ? undefined : "grab",
          touchAction: pdf ? undefined : "none",
          "&:focus-visible": { outline: "3px solid", outlineColor: "secondary.light" },
        }}
      >
        {error ? (
          <Failure error={error} onRetry={() => setAsked((n) => n + 1)} />
        ) : !source ? (
          <Box sx={{ width: "80%" }}>
            <Loading rows={1} height={180} />
          </Box>
        ) : pdf ? (
          <Button component="a" href={source} target="_blank" rel="noreferrer" variant="outlined">
            {t("doc_view.open_pdf")}
          </Button>
        ) : broken === source ? (
          <Message
            icon={ImageOff}
            tone="danger"
            title={t("doc_view.broken")}
            action={
              <Button
                component="a"
                href={source}
                download={label}
                variant="outlined"
                startIcon={<Download size={18} aria-hidden />}
              >
                {t("doc_view.save")}
              </Button>
            }
          />
        ) : (
          <img
            src={source}
            alt={label}
            draggable={false}
            onError={() => setBroken(source)}
            style={{ position: "absolute", left: "50%", top: "50%", userSelect: "none", ...lying(view) }}
          />
        )}
      </Box>
      <Box sx={{ display: "flex", gap: 0.5, minHeight: 44 }}>
        {!pdf &&
          tools.map(({ label: name, icon: Icon, act }) => (
            <IconButton key={name} aria-label={`${name}: ${label}`} title={name} onClick={act}>
              <Icon size={20} aria-hidden />
            </IconButton>
          ))}
        {step && (
          <Box sx={{ display: "flex", gap: 0.5, marginInlineStart: "auto" }}>
            <IconButton
              aria-label={t("doc_view.before")}
              title={t("doc_view.before")}
              onClick={() => step(-1)}
            >
              <Directional>
                <ChevronLeft size={20} aria-hidden />
              </Directional>
            </IconButton>
            <IconButton aria-label={t("doc_view.after")} title={t("doc_view.after")} onClick={() => step(1)}>
              <Directional>
                <ChevronRight size={20} aria-hidden />
              </Directional>
            </IconButton>
          </Box>
        )}
      </Box>
    </Box>
  );
}
