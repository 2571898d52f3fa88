import type { DisputeEnding } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { Choice, Choices } from "@/shared/ui/choice";
import { TextField } from "@/shared/ui/text-field";

interface Props<E extends DisputeEnding> {
  label: string;
  endings: readonly E[];
  chosen: E | "";
  onChoose: (ending: E) => void;
  /** How much goes back, as typed; asked for where a part does. */
  pounds: string;
  onPounds: (pounds: string) => void;
  /** What is missing or wrong about each. */
  missing?: string;
  wrongAmount?: string;
}

/** How a complaint should end, and what goes back where a part of the money does. */
export function EndingFields<E extends DisputeEnding>(props: Props<E>) {
  const { label, endings, chosen, onChoose, pounds, onPounds, missing, wrongAmount } = props;
  const { t } = useLanguage();
  return (
    <>
      <Choices label={label} missing={missing}>
        {endings.map((one) => (
          <Choice
            key={one}
            title={t(`dispute_ending.${one}`)}
            chosen={chosen === one}
            onChoose={() => onChoose(one)}
          />
        ))}
      </Choices>
      {chosen === "partial_refund" && (
        <TextField
          label={t("dispute.amount")}
          value={pounds}
          onChange={(event) => onPounds(event.target.value)}
          error={!!wrongAmount}
          helperText={wrongAmount}
          slotProps={{ htmlInput: { inputMode: "decimal", dir: "ltr" } }}
        />
      )}
    </>
  );
}
