import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useErrorText } from "@/api/words";
import { giveBack } from "@/data/rewards";
import { useSay } from "@/ui/Toasts";
import { useText } from "./text";

/** Gives a redemption back that was not handed over yet. */
export function useGiveBack() {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const say = useSay();
  return useMutation({
    mutationFn: giveBack,
    onSuccess: () => say(text("given-back")),
    onError: (error) => say(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["gamification"] }),
  });
}
