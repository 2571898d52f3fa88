import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { ScrollText } from "lucide-react";
import { deskApi, type GetMyStatementApiResponse, useGetMyStatementQuery } from "@/generated/desk";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr, WithNumbers } from "@/shared/ui/directional";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { useKept } from "../kept";

type Line = GetMyStatementApiResponse["items"][number];

const ASKED = { limit: 40 };
/** One entry may move the balance twice. */
const keyOf = ({ entryId, amount, balanceAfter }: Line) =>
  `${entryId} ${amount.amount} ${balanceAfter.amount}`;

/** Every movement of the balance with the platform, and why. */
export default function StatementScreen() {
  const { t, format } = useLanguage();
  const { data, error, refetch } = useGetMyStatementQuery(ASKED, { refetchOnMountOrArgChange: true });
  const known = useKept("statement", data);
  const list = useMore(deskApi.endpoints.getMyStatement, ASKED, known, keyOf);
  const lines = list.items;
  return (
    <Screen title={t("statement.title")} back="/work/earnings">
      {lines.length > 0 ? (
        <Card component="ul" sx={{ m: 0, listStyle: "none", py: 0 }}>
          {lines.map((line, index) => (
            <Box
              component="li"
              key={keyOf(line)}
              sx={{
                display: "grid",
                gridTemplateColumns: "minmax(0, 1fr) auto",
                columnGap: 2,
                py: 1.5,
                borderBlockStart: index > 0 ? 1 : 0,
                borderColor: "line",
              }}
            >
              <Typography sx={{ fontWeight: 650 }}>
                <WithNumbers text={format.pick(line.text)} />
              </Typography>
              <Typography
                sx={{ fontWeight: 800, color: line.amount.amount < 0 ? "error.main" : "success.main" }}
              >
                {format.money(line.amount)}
              </Typography>
              <Typography
                component="div"
                variant="body2"
                color="text.secondary"
                sx={{
                  gridColumn: "1 / -1",
                  display: "flex",
                  flexWrap: "wrap",
                  justifyContent: "space-between",
                  columnGap: 2,
                }}
              >
                <span>
                  {format.dateTime(line.createdAt)}
                  {line.bookingNumber && !format.pick(line.text).includes(line.bookingNumber) && (
                    <>
                      {" · "}
                      <Ltr>{line.bookingNumber}</Ltr>
                    </>
                  )}
                </span>
                <span>{t("statement.after", { money: format.money(line.balanceAfter) })}</span>
              </Typography>
            </Box>
          ))}
        </Card>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : known ? (
        <Message icon={ScrollText} title={t("statement.none")} />
      ) : (
        <Loading />
      )}
      <More list={list} />
    </Screen>
  );
}
