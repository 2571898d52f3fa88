import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Star } from "lucide-react";
import { useState } from "react";
import { useReplyToRatingMutation } from "@/generated/desk";
import { type RatingOut, useListProviderRatingsQuery, visitApi } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { useMore } from "@/shared/api/use-more";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";

/** What customers said, and one answer to each. */
export default function RatingsScreen() {
  const { t, format } = useLanguage();
  const id = useUser()?.id ?? "";
  const asked = { id, limit: 50 };
  const { data, error, refetch } = useListProviderRatingsQuery(asked, {
    skip: !id,
    refetchOnMountOrArgChange: true,
  });
  const list = useMore(visitApi.endpoints.listProviderRatings, asked, data, (one) => one.id);
  const reputation = data?.reputation;
  return (
    <Screen title={t("ratings.title")} back="/work/me">
      {data ? (
        <>
          {reputation && (
            <Card sx={{ textAlign: "center", bgcolor: "soft.amber" }}>
              <Typography sx={{ fontSize: "2.6rem", fontWeight: 800, lineHeight: 1.3 }}>
                {format.stars(reputation.meanMilli)}
              </Typography>
              <Typography color="text.secondary">
                {t("ratings.count", { count: reputation.count })}
              </Typography>
              <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
                {t("ratings.how")}
              </Typography>
            </Card>
          )}
          {list.items.map((rating) => (
            <Rating key={rating.id} rating={rating} refetch={() => void refetch()} />
          ))}
          {list.items.length === 0 && (
            <Message icon={Star} title={t("ratings.none")} text={t("ratings.none_text")} />
          )}
          <More list={list} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

function Rating({ rating, refetch }: { rating: RatingOut; refetch: () => void }) {
  const { t, format } = useLanguage();
  const [answering, setAnswering] = useState(false);
  return (
    <Card sx={{ display: "grid", gap: 1 }}>
      <Box sx={{ display: "flex", gap: 1, alignItems: "center", justifyContent: "space-between" }}>
        <Box sx={{ display: "flex", gap: 0.5, alignItems: "center", fontWeight: 800 }}>
          <Star size={20} fill="#e0912f" stroke="#e0912f" aria-hidden />
          {format.stars(rating.starsCenti * 10)}
        </Box>
        <Typography variant="body2" color="text.secondary">
          {format.dayShort(rating.revealedAt)}
        </Typography>
      </Box>
      {rating.comment && <Typography dir="auto">{rating.comment}</Typography>}
      {rating.reply && (
        <Box sx={{ borderInlineStart: 3, borderColor: "primary.main", paddingInlineStart: 1.5 }}>
          <Typography variant="body2" sx={{ fontWeight: 700 }}>
            {t("ratings.mine")}
          </Typography>
          <Typography dir="auto">{rating.reply}</Typography>
        </Box>
      )}
      {!rating.reply && !answering && (
        <Button variant="outlined" sx={{ justifySelf: "start" }} onClick={() => setAnswering(true)}>
          {t("ratings.reply")}
        </Button>
      )}
      {!rating.reply && answering && (
        <Reply
          id={rating.id}
          onDone={() => {
            setAnswering(false);
            refetch();
          }}
        />
      )}
    </Card>
  );
}

function Reply({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useLanguage();
  const [text, setText] = useState("");
  const [reply, { isLoading, error }] = useReplyToRatingMutation();
  const problem = asProblem(error);
  const send = async () => {
    const made = await reply({ id, ratingReplyIn: { text } });
    if (!made.error) onDone();
  };
  return (
    <>
      <TextField
        label={t("ratings.reply")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        multiline
        minRows={2}
        error={problem !== undefined}
        helperText={
          problem ? (problem.errors[0]?.message ?? (problem.title || t("state.offline"))) : t("ratings.once")
        }
        slotProps={{ htmlInput: { maxLength: 1000, dir: "auto" } }}
      />
      <Button
        variant="contained"
        size="large"
        loading={isLoading}
        disabled={!text.trim()}
        onClick={() => void send()}
      >
        {t("ratings.send")}
      </Button>
    </>
  );
}
