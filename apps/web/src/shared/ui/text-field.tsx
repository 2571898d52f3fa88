import FormControl from "@mui/material/FormControl";
import FormHelperText, { type FormHelperTextProps } from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import OutlinedInput, { type OutlinedInputProps } from "@mui/material/OutlinedInput";
import type { SxProps, Theme } from "@mui/material/styles";
import { type ReactNode, useId } from "react";

type OfInput = Pick<
  OutlinedInputProps,
  | "autoComplete"
  | "autoFocus"
  | "inputRef"
  | "maxRows"
  | "minRows"
  | "multiline"
  | "name"
  | "onBlur"
  | "onChange"
  | "onFocus"
  | "onKeyDown"
  | "onPaste"
  | "placeholder"
  | "type"
  | "value"
>;

export interface TextFieldProps extends OfInput {
  label?: ReactNode;
  helperText?: ReactNode;
  error?: boolean;
  required?: boolean;
  disabled?: boolean;
  size?: "small" | "medium";
  sx?: SxProps<Theme>;
  slotProps?: {
    htmlInput?: OutlinedInputProps["inputProps"];
    input?: Partial<OutlinedInputProps>;
    inputLabel?: { shrink?: boolean };
    formHelperText?: FormHelperTextProps;
  };
}

/**
 * A field for words and numbers, as MUI's of this name, but without the menus that MUI's brings along
 * for choices: a phone loads a third of it.
 */
export function TextField({
  label,
  helperText,
  error,
  required,
  disabled,
  size,
  sx,
  slotProps,
  ...input
}: TextFieldProps) {
  const id = useId();
  const hint = helperText ? `${id}-hint` : undefined;
  const shrink = slotProps?.inputLabel?.shrink;
  return (
    <FormControl
      fullWidth
      variant="outlined"
      error={error}
      required={required}
      disabled={disabled}
      size={size}
      sx={[
        // Where several lines are written there is room for a second one of the label.
        input.multiline === true && { "& .MuiInputLabel-root": { whiteSpace: "normal" } },
        ...(Array.isArray(sx) ? sx : [sx]),
      ]}
    >
      {label !== undefined && (
        <InputLabel htmlFor={id} id={`${id}-label`} shrink={shrink}>
          {label}
        </InputLabel>
      )}
      <OutlinedInput
        {...input}
        {...slotProps?.input}
        id={id}
        label={label}
        notched={shrink}
        aria-describedby={hint}
        inputProps={slotProps?.htmlInput}
      />
      {helperText && (
        <FormHelperText {...slotProps?.formHelperText} id={hint}>
          {helperText}
        </FormHelperText>
      )}
    </FormControl>
  );
}
