import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { splitAddress } from "./split-address.ts";

/** Goes to a screen by its address, search part included. */
export function useGo(): (address: string) => void {
  const navigate = useNavigate();
  return useCallback((address) => void navigate(splitAddress(address) as never), [navigate]);
}
