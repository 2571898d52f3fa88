import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { ScrollText } from "lucide-react";
import { useState } from "react";
import { type GetMyStatementApiResponse, useGetMyStatementQuery } from "@/generated/desk";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

type Line = GetMyStatementApiResponse["items"][number];

/** Every movement of the balance with the platform, and why. */
export default function StatementScreen() {
  const { t, format } = useLanguage();
  const [cursor, setCursor] = useState<string>();
  const [before, setBefore] = useState<Line[]>([]);
  const { data, currentData, error, refetch, isFetching } = useGetMyStatementQuery(
    { limit: 40, cursor },
    { refetchOnMountOrArgChange: true },
  );
  // What came before stands there already while the next page is on its way.
  const lines = [...before, ...(currentData?.items ?? [])];
  const next = data?.nextCursor;
  return (
    <Screen title={t("statement.title")} back="/work/earnings">
      {lines.length > 0 ? (
        <Card component="ul" sx={{ m: 0, listStyle: "none", py: 0 }}>
          {lines.map((line, index) => (
            <Box
              component="li"
              key={`${line.entryId} ${index}`}
              sx={{
                display: "grid",
                gridTemplateColumns: "minmax(0, 1fr) auto",
                columnGap: 2,
                py: 1.5,
                borderBlockStart: index > 0 ? 1 : 0,
                borderColor: "line",
              }}
            >
              <Typography sx={{ fontWeight: 650 }}>{format.pick(line.text)}</Typography>
              <Typography
                sx={{ fontWeight: 800, color: line.amount.amount < 0 ? "error.main" : "success.main" }}
              >
                {format.money(line.amount)}
              </Typography>
              <Typography variant="body2" color="text.secondary">
                {format.dateTime(line.createdAt)}
                {line.bookingNumber && !format.pick(line.text).includes(line.bookingNumber) && (
                  <>
                    {" · "}
                    <Ltr>{line.bookingNumber}</Ltr>
                  </>
                )}
              </Typography>
              <Typography variant="body2" color="text.secondary">
                {t("statement.after", { money: format.money(line.balanceAfter) })}
              </Typography>
            </Box>
          ))}
        </Card>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : currentData ? (
        <Message icon={ScrollText} title={t("statement.none")} />
      ) : (
        <Loading />
      )}
      {lines.length > 0 && error && !isFetching ? <Failure error={error} onRetry={refetch} /> : null}
      {next && !error && (
        <Button
          variant="outlined"
          loading={isFetching}
          onClick={() => {
            setBefore(lines);
            setCursor(next);
          }}
        >
          {t("act.more")}
        </Button>
      )}
    </Screen>
  );
}
