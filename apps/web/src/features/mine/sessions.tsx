import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useNavigate } from "react-router";
import { useEndSessionMutation, useListSessionsQuery, useLogOutEverywhereMutation } from "@/generated/visit";
import { logOut } from "@/shared/api/session";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { browserLabel } from "@/shared/push/push";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

/** Where one is logged in, and how to end it. */
export default function Sessions({ atWork = false }: { atWork?: boolean }) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const { data, error, refetch } = useListSessionsQuery({ limit: 50 }, { refetchOnMountOrArgChange: true });
  const [end] = useEndSessionMutation();
  const [endAll] = useLogOutEverywhereMutation();
  const { act, busy } = useAction(() => void refetch());
  const everywhere = async () => {
    const ended = await act(() => endAll().unwrap());
    if (!ended) return;
    await logOut();
    navigate("/");
  };
  return (
    <Screen title={t("sessions.title")} back={atWork ? "/work/me" : "/account"}>
      {data ? (
        <>
          {data.items.map((one) => (
            <Card key={one.id} sx={{ display: "flex", gap: 2, alignItems: "center" }}>
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <Typography variant="h3" component="h2">
                  <bdi>{browserLabel(one.userAgent ?? "") || t("sessions.unknown")}</bdi>{" "}
                  {one.current && <Chip size="small" label={t("sessions.here")} />}
                </Typography>
                <Typography variant="body2" color="text.secondary">
                  {t("sessions.used", { time: format.dateTime(one.lastUsedAt) })}
                </Typography>
              </Box>
              {!one.current && (
                <Button
                  color="error"
                  disabled={busy}
                  onClick={() => void act(() => end({ id: one.id }).unwrap(), t("sessions.ended"))}
                >
                  {t("act.log_out")}
                </Button>
              )}
            </Card>
          ))}
          <Button
            variant="outlined"
            color="error"
            size="large"
            loading={busy}
            onClick={() => void everywhere()}
          >
            {t("sessions.everywhere")}
          </Button>
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={3} />
      )}
    </Screen>
  );
}
