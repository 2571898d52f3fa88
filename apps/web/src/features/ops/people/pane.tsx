import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import IconButton from "@mui/material/IconButton";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { Maximize, RotateCw, ZoomIn, ZoomOut } from "lucide-react";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import {
  type DocumentRecordOut,
  useAcceptProviderDocumentMutation,
  useRejectProviderDocumentMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading } from "@/shared/ui/states";
import { useBlobUrl } from "../parts/blob";
import { Deeds } from "../parts/deeds";
import { byKey, FLAT, moved, turned, zoomed } from "./view-state";

/** One paper on the table: chosen, turned, enlarged, moved, and decided on. */
export function Pane({
  label,
  providerId,
  papers,
  chosen,
  choose,
  refresh,
}: {
  label: string;
  providerId: string;
  papers: DocumentRecordOut[];
  chosen: string | undefined;
  choose: (id: string) => void;
  refresh: () => void;
}) {
  const { t, format } = useLanguage();
  const paper = papers.find(({ id }) => id === chosen);
  const [accept] = useAcceptProviderDocumentMutation();
  const [reject] = useRejectProviderDocumentMutation();
  const titleOf = (one: DocumentRecordOut) => format.pick(one.name);
  return (
    <Box
      component="section"
      aria-label={label}
      sx={{ display: "grid", gap: 1, alignContent: "start", minWidth: 0 }}
    >
      <TextField
        select
        size="small"
        label={label}
        value={chosen ?? ""}
        onChange={(event) => choose(event.target.value)}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      >
        {!paper && <option value="" />}
        {papers.map((one) => (
          <option key={one.id} value={one.id}>
            {titleOf(one)} – {t(`doc.${one.state}`)}
          </option>
        ))}
      </TextField>
      {paper && (
        <>
          <Picture
            key={paper.id}
            url={`/api/v1/admin/providers/${providerId}/documents/${paper.id}/content`}
            label={titleOf(paper)}
            pdf={paper.mediaType === "application/pdf"}
          />
          <Box sx={{ display: "flex", gap: 1, alignItems: "center", flexWrap: "wrap" }}>
            <Chip
              size="small"
              color={
                paper.state === "accepted" ? "success" : paper.state === "uploaded" ? "warning" : "error"
              }
              label={t(`doc.${paper.state}`)}
            />
            <Typography variant="body2" color="text.secondary">
              {format.dateTime(paper.createdAt)}
              {paper.expiresOn &&
                ` · ${t("doc_view.expires", { day: format.date(`${paper.expiresOn}T10:00:00Z`) })}`}
            </Typography>
          </Box>
          {paper.note && (
            <Typography variant="body2">
              <bdi>{paper.note}</bdi>
            </Typography>
          )}
          <Deeds
            refresh={refresh}
            deeds={[
              ...(paper.state === "uploaded"
                ? [
                    {
                      label: t("tech.accept_doc"),
                      text: titleOf(paper),
                      run: (reason: string) =>
                        accept({ id: providerId, docId: paper.id, providerReasonIn: { reason } }).unwrap(),
                    },
                  ]
                : []),
              ...(paper.state === "uploaded" || paper.state === "accepted"
                ? [
                    {
                      label: t("tech.reject_doc"),
                      text: titleOf(paper),
                      danger: true,
                      run: (reason: string) =>
                        reject({ id: providerId, docId: paper.id, providerReasonIn: { reason } }).unwrap(),
                    },
                  ]
                : []),
            ]}
          />
        </>
      )}
    </Box>
  );
}

function Picture({ url, label, pdf }: { url: string; label: string; pdf: boolean }) {
  const { t } = useLanguage();
  const { source, error } = useBlobUrl(url);
  const [view, setView] = useState(FLAT);
  const table = useRef<HTMLDivElement>(null);
  const held = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = table.current;
    if (!element) return;
    // React listens to wheels passively, and the page must stay where it is.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      setView((old) => zoomed(old, event.deltaY < 0 ? 1 : -1));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);
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
        aria-label={t("doc_view.keys", { name: label })}
        tabIndex={0}
        onPointerDown={grab}
        onPointerMove={drag}
        onPointerUp={drop}
        onPointerCancel={drop}
        onKeyDown={(event) => {
          const next = byKey(view, event.key);
          if (!next) return;
          event.preventDefault();
          setView(next);
        }}
        sx={{
          height: { xs: 300, md: "calc(100dvh - 400px)" },
          minHeight: 260,
          overflow: "hidden",
          display: "grid",
          placeItems: "center",
          borderRadius: "14px",
          border: 1,
          borderColor: "line",
          bgcolor: "background.default",
          cursor: "grab",
          touchAction: "none",
          "&:focus-visible": { outline: "3px solid", outlineColor: "secondary.light" },
        }}
      >
        {error ? (
          <Failure error={error} />
        ) : !source ? (
          <Box sx={{ width: "80%" }}>
            <Loading rows={1} height={180} />
          </Box>
        ) : pdf ? (
          <Button component="a" href={source} target="_blank" rel="noreferrer" variant="outlined">
            {t("doc_view.open_pdf")}
          </Button>
        ) : (
          <img
            src={source}
            alt={label}
            draggable={false}
            style={{
              maxWidth: "100%",
              maxHeight: "100%",
              transform: `translate(${view.x}px, ${view.y}px) scale(${view.zoom}) rotate(${view.turns * 90}deg)`,
              userSelect: "none",
            }}
          />
        )}
      </Box>
      {!pdf && (
        <Box sx={{ display: "flex", gap: 0.5 }}>
          {tools.map(({ label: name, icon: Icon, act }) => (
            <IconButton key={name} aria-label={`${name}: ${label}`} title={name} onClick={act}>
              <Icon size={20} aria-hidden />
            </IconButton>
          ))}
        </Box>
      )}
    </Box>
  );
}
