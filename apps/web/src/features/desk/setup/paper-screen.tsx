import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { Camera, FileText, Images } from "lucide-react";
import { type ChangeEvent, useEffect, useRef, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { type ChecklistItemOut, type DocumentOut, useGetMyChecklistQuery } from "@/generated/desk";
import { asProblem, type Problem } from "@/shared/api/problem";
import { fetchBlobUrl } from "@/shared/api/request";
import { upload } from "@/shared/api/upload";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { newId } from "@/shared/lib/id";
import { PAPER, PORTRAIT } from "@/shared/lib/shrink-photo";
import { usePhoto } from "@/shared/lib/use-photo";
import { useNotices } from "@/shared/ui/notices";
import { Failure, Loading } from "@/shared/ui/states";
import { ActionBar, Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { big } from "../big";
import { useStateOf } from "./item-row";

/** Pictures of papers stay readable at this size. */
const LONGEST = 2000;
const PICTURES_ONLY = ["selfie", "profile_photo"];

/** One paper: what it must show, the camera, what was sent and what the reviewer said. */
export default function PaperScreen() {
  const { t, format } = useLanguage();
  const { kind = "", side = "single" } = useParams();
  const list = useGetMyChecklistQuery(undefined, { refetchOnMountOrArgChange: true });
  const item = list.data?.items.find((one) => one.kind === kind && (one.side ?? "single") === side);
  return (
    <Screen title={item ? format.pick(item.name) : t("paper.title")} back="/work/setup">
      {item ? (
        <Send key={`${kind} ${side}`} item={item} refetch={() => void list.refetch()} />
      ) : list.error ? (
        <Failure error={list.error} onRetry={list.refetch} />
      ) : list.isLoading ? (
        <Loading />
      ) : (
        <Alert severity="info">{t("paper.not_needed")}</Alert>
      )}
    </Screen>
  );
}

interface Chosen {
  file: Blob;
  url: string;
  key: string;
}

function Send({ item, refetch }: { item: ChecklistItemOut; refetch: () => void }) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Chosen>();
  const [expiresOn, setExpires] = useState("");
  const [part, setPart] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const today = cairoDay(new Date(clock()));
  useEffect(() => () => (chosen ? URL.revokeObjectURL(chosen.url) : undefined), [chosen]);
  const front = item.kind !== null && PICTURES_ONLY.includes(item.kind ?? "");
  const { prepare, wrong } = usePhoto(front ? PORTRAIT : PAPER, LONGEST);
  const of = (field: string) => problem?.errors.find((one) => one.field === field)?.message;
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    const [small] = await prepare([file]);
    setProblem(undefined);
    setChosen(small && { file: small, url: URL.createObjectURL(small), key: `web-${newId()}` });
  };
  const send = async () => {
    if (!chosen) return;
    setPart(0);
    setProblem(undefined);
    try {
      await upload<DocumentOut>({
        url: "/api/v1/providers/me/documents",
        fields: {
          kind: item.kind ?? undefined,
          side: item.side ?? "single",
          expiresOn: expiresOn || undefined,
          file: chosen.file,
        },
        key: chosen.key,
        onProgress: setPart,
      });
      refetch();
      say(t("paper.sent"));
      navigate("/work/setup", { replace: true });
    } catch (error) {
      const found = asProblem(error);
      setProblem(found);
      // Another body needs another key; the same one after a lost connection keeps it.
      if (found && found.status >= 400 && found.status < 500) setChosen({ ...chosen, key: `web-${newId()}` });
    } finally {
      setPart(undefined);
    }
  };
  const needsDay = item.needsExpiry === true;
  return (
    <>
      <Card sx={{ display: "grid", gap: 1.5 }}>
        <Typography>{t(`paper.how_${item.kind ?? "tax_card"}`)}</Typography>
        {item.note && item.state === "rejected" && (
          <Alert severity="error">
            <span dir="auto">{item.note}</span>
          </Alert>
        )}
        {chosen ? <Preview chosen={chosen} /> : item.documentId && <Sent item={item} />}
        {(wrong ?? of("file")) && <Alert severity="error">{wrong ?? of("file")}</Alert>}
        {chosen && needsDay && (
          <TextField
            type="date"
            label={t("paper.until")}
            value={expiresOn}
            onChange={(event) => setExpires(event.target.value)}
            error={of("expiresOn") !== undefined}
            helperText={of("expiresOn") ?? t("paper.until_why")}
            slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: today, dir: "ltr" } }}
          />
        )}
        {part !== undefined && (
          <LinearProgress
            variant="determinate"
            value={part * 100}
            aria-label={t("paper.sending")}
            sx={{ height: 10, borderRadius: 5 }}
          />
        )}
        {problem && problem.errors.length === 0 && (
          <Alert severity="error">{problem.title || t("paper.lost")}</Alert>
        )}
      </Card>
      <ActionBar>
        {chosen ? (
          <Button
            variant="contained"
            size="large"
            sx={big}
            loading={part !== undefined}
            disabled={needsDay && !expiresOn}
            onClick={() => void send()}
          >
            {t(problem?.code === "offline" ? "act.retry" : "paper.send")}
          </Button>
        ) : null}
        <Pick camera={front ? "user" : "environment"} primary={!chosen} onChoose={choose} />
        <Pick onChoose={choose} pdf={!front} />
      </ActionBar>
    </>
  );
}

function Pick({
  camera,
  primary,
  pdf,
  onChoose,
}: {
  camera?: "user" | "environment";
  primary?: boolean;
  pdf?: boolean;
  onChoose: (event: ChangeEvent<HTMLInputElement>) => Promise<void>;
}) {
  const { t } = useLanguage();
  const field = useRef<HTMLInputElement>(null);
  const Picture = camera ? Camera : Images;
  const label = camera ? t(primary ? "paper.camera" : "paper.again") : t("paper.file");
  return (
    <>
      <Button
        variant={primary ? "contained" : camera ? "outlined" : "text"}
        size={primary ? "large" : "medium"}
        startIcon={<Picture aria-hidden />}
        sx={primary ? big : undefined}
        onClick={() => field.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={field}
        type="file"
        hidden
        accept={pdf ? "image/*,application/pdf" : "image/*"}
        capture={camera}
        data-testid={camera ? "camera" : "file"}
        onChange={(event) => void onChoose(event)}
      />
    </>
  );
}

function Preview({ chosen }: { chosen: Chosen }) {
  const { t } = useLanguage();
  if (!chosen.file.type.startsWith("image/"))
    return (
      <Box sx={{ display: "flex", gap: 1, alignItems: "center", p: 2, bgcolor: "background.default" }}>
        <FileText aria-hidden /> {t("paper.document")}
      </Box>
    );
  return (
    <Box
      component="img"
      src={chosen.url}
      alt={t("paper.preview")}
      sx={{
        width: "100%",
        maxHeight: 320,
        objectFit: "contain",
        borderRadius: "14px",
        bgcolor: "background.default",
      }}
    />
  );
}

/** What the reviewers have, as it was sent. */
function Sent({ item }: { item: ChecklistItemOut }) {
  const { t } = useLanguage();
  const { text, tone } = useStateOf(item);
  const [url, setUrl] = useState<string>();
  const id = item.documentId;
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    fetchBlobUrl(`/api/v1/providers/me/documents/${id}/content`).then(
      (found) => {
        made = found;
        if (gone) URL.revokeObjectURL(found);
        else setUrl(found);
      },
      () => undefined,
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id]);
  return (
    <>
      <Typography
        sx={{ fontWeight: 700, p: 1.25, borderRadius: "14px", bgcolor: tone.ground, color: tone.ink }}
      >
        {text}
      </Typography>
      {url && (
        <Box
          component="img"
          src={url}
          alt={t("paper.preview")}
          onError={() => setUrl(undefined)}
          sx={{
            width: "100%",
            maxHeight: 240,
            objectFit: "contain",
            borderRadius: "14px",
            bgcolor: "background.default",
          }}
        />
      )}
    </>
  );
}
