/** The size of what is pressed with one hand and a glove. */
export const big = { minHeight: 64, fontSize: "1.2rem" } as const;
