import type { ThunkDispatch, UnknownAction } from "@reduxjs/toolkit";
import { useDispatch } from "react-redux";

/** For requests that no screen waits for by itself, such as all pages of a list. */
export const useApiDispatch = useDispatch.withTypes<ThunkDispatch<unknown, unknown, UnknownAction>>();
