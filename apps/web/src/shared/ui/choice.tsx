import Box from "@mui/material/Box";
import FormHelperText from "@mui/material/FormHelperText";
import { styled } from "@mui/material/styles";
import { createContext, type ReactNode, use, useId } from "react";

const Option = styled("label")(({ theme }) => ({
  display: "flex",
  alignItems: "center",
  gap: 14,
  minHeight: 60,
  padding: "10px 16px",
  cursor: "pointer",
  borderRadius: 16,
  border: `1.5px solid ${theme.vars?.palette.line}`,
  backgroundColor: theme.vars?.palette.background.paper,
  "&:has(input:checked)": {
    borderColor: theme.vars?.palette.primary.main,
    backgroundColor: theme.vars?.palette.soft.brand,
  },
  "&:has(input:focus-visible)": {
    outline: `3px solid ${theme.vars?.palette.secondary.light}`,
    outlineOffset: 2,
  },
  "&:has(input:disabled)": { cursor: "default", color: theme.vars?.palette.text.secondary },
  "& input": {
    width: 20,
    height: 20,
    margin: 0,
    accentColor: theme.vars?.palette.primary.main,
    flex: "none",
    outline: "none",
  },
  "& svg": { flex: "none", color: theme.vars?.palette.primary.main },
  "& .body": { flex: 1, minWidth: 0 },
  "& .title": { display: "block", fontWeight: 700 },
  "& .text": { display: "block", color: theme.vars?.palette.text.secondary, fontSize: "0.9rem" },
}));

/** What the choices of one group are called alike: by it arrows go from one to the next. */
const Group = createContext<string | undefined>(undefined);

interface ChoicesProps {
  label: string;
  /** What is said below them while none is chosen. */
  missing?: string;
  children: ReactNode;
}

/** One of several, as big rows: the whole row is the target. */
export function Choices({ label, missing, children }: ChoicesProps) {
  const id = useId();
  const hint = missing ? `${id}-hint` : undefined;
  return (
    <Group value={id}>
      <Box
        role="radiogroup"
        aria-label={label}
        aria-invalid={missing ? true : undefined}
        aria-describedby={hint}
        sx={{ display: "grid", gap: 1.25 }}
      >
        {children}
        {missing && (
          <FormHelperText error id={hint} sx={{ mt: -0.5, mx: 1.75 }}>
            {missing}
          </FormHelperText>
        )}
      </Box>
    </Group>
  );
}

interface ChoiceProps {
  title: ReactNode;
  text?: ReactNode;
  icon?: ReactNode;
  end?: ReactNode;
  chosen: boolean;
  disabled?: boolean;
  onChoose: () => void;
}

export function Choice({ title, text, icon, end, chosen, disabled, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <Option htmlFor={id}>
      <input
        type="radio"
        id={id}
        name={use(Group)}
        checked={chosen}
        disabled={disabled}
        onChange={onChoose}
      />
      {icon}
      <span className="body">
        <span className="title">{title}</span>
        {text && <span className="text">{text}</span>}
      </span>
      {end}
    </Option>
  );
}
