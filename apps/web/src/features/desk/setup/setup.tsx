import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { Hourglass, PartyPopper } from "lucide-react";
import { Link } from "react-router";
import { type ChecklistOut, useGetMyChecklistQuery, useSubmitApplicationMutation } from "@/generated/desk";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { ActionBar, Card, Screen } from "@/shared/ui/surface";
import { big } from "../big";
import { useShift } from "../shift";
import { Decision } from "./decision";
import { ItemRow } from "./item-row";
import { askFor, nextItem, placeOf, progress } from "./paper";

/** What is missing until somebody may work, where each part stands, and the one thing to do next. */
export function Setup() {
  const { t } = useLanguage();
  const { provider, refetch: again } = useShift();
  const list = useGetMyChecklistQuery(undefined, {
    pollingInterval: 20_000,
    refetchOnMountOrArgChange: true,
  });
  const [submit] = useSubmitApplicationMutation();
  const { act, busy } = useAction(() => {
    void list.refetch();
    again();
  });
  const data = list.data;
  if (!data)
    return (
      <Screen title={t("join.title")}>
        {list.error ? <Failure error={list.error} onRetry={list.refetch} /> : <Loading rows={5} />}
      </Screen>
    );
  const next = nextItem(data);
  const verified = data.verification === "verified";
  const waits = data.verification === "documents_submitted" || data.verification === "under_review";
  return (
    <Screen title={t(verified ? "setup.papers" : "join.title")} back={verified ? "/work/me" : undefined}>
      {provider && <Decision provider={provider} />}
      {waits && !next && (
        <Card>
          <Message icon={Hourglass} title={t("setup.waiting")} text={t("setup.waiting_text")} />
        </Card>
      )}
      {verified && !next && (
        <Card
          sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, alignItems: "center", bgcolor: "soft.brand" }}
        >
          <PartyPopper aria-hidden />
          <Typography sx={{ flex: "1 1 9rem", fontWeight: 750 }}>{t("setup.ready")}</Typography>
          <Button component={Link} to="/work" variant="contained">
            {t("setup.begin")}
          </Button>
        </Card>
      )}
      {!waits && !verified && <Progress list={data} />}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
        {data.items.map((item) => (
          <ItemRow key={`${item.step} ${item.kind} ${item.side}`} item={item} />
        ))}
      </Box>
      {(data.canSubmit || next) && (
        <ActionBar>
          {data.canSubmit ? (
            <Button
              variant="contained"
              size="large"
              loading={busy}
              sx={big}
              onClick={() => void act(() => submit({ submitApplicationIn: {} }).unwrap(), t("setup.sent"))}
            >
              {t("setup.send")}
            </Button>
          ) : (
            next && <Next item={next} />
          )}
          {data.canSubmit && next && (
            <Button component={Link} to={placeOf(next)} variant="text">
              {t(askFor(next))}
            </Button>
          )}
        </ActionBar>
      )}
    </Screen>
  );
}

function Next({ item }: { item: ChecklistOut["items"][number] }) {
  const { t, format } = useLanguage();
  return (
    <Button component={Link} to={placeOf(item)} variant="contained" size="large" sx={big}>
      {item.step === "document" ? format.pick(item.name) : t(askFor(item))}
    </Button>
  );
}

function Progress({ list }: { list: ChecklistOut }) {
  const { t, format } = useLanguage();
  const { done, all } = progress(list);
  return (
    <Card sx={{ display: "grid", gap: 1.25, bgcolor: "soft.brand" }}>
      <Box sx={{ display: "flex", justifyContent: "space-between", gap: 2 }}>
        <Typography variant="h3" component="p">
          {format.pick(list.nextText)}
        </Typography>
        <Typography sx={{ fontWeight: 800, whiteSpace: "nowrap" }}>
          {t("setup.progress", { done, all })}
        </Typography>
      </Box>
      <LinearProgress
        variant="determinate"
        value={all === 0 ? 0 : (done / all) * 100}
        aria-hidden
        sx={{ height: 10, borderRadius: 5 }}
      />
    </Card>
  );
}
