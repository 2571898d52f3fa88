import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import {
  type DocumentRecordOut,
  useAcceptProviderDocumentMutation,
  useRejectProviderDocumentMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Deeds } from "../parts/deeds";
import { around } from "./pairs";
import { Picture } from "./picture";

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
            url={`/api/v1/admin/providers/${providerId}/documents/${paper.id}/content`}
            label={titleOf(paper)}
            pdf={paper.mediaType === "application/pdf"}
            step={papers.length > 1 ? (by) => choose(around(papers, paper.id, by)) : undefined}
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
