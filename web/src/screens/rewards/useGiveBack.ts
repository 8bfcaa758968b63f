import { useMutation, useQueryClient } from "@tanstack/react-query";
import { newKey } from "@/api/client";
import { useErrorText } from "@/api/words";
import { giveBack } from "@/data/rewards";
import { useSay } from "@/ui/Toasts";
import { useText } from "./text";

interface Wish {
  redemptionId: string;
  key: string;
}

/** Gives a redemption back that was not handed over yet. */
export function useGiveBack() {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const say = useSay();
  const undo = useMutation({
    mutationFn: ({ redemptionId, key }: Wish) => giveBack(redemptionId, key),
    onSuccess: () => say(text("given-back")),
    onError: (error) => say(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["gamification"] }),
  });
  return {
    isPending: undo.isPending,
    giveBack: (redemptionId: string) => undo.mutate({ redemptionId, key: newKey() }),
  };
}
