import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { newKey } from "@/api/client";
import { timeNow } from "@/api/time";
import { completeStep, startStep, type TrainingStep, trainingQuery } from "@/data/progress";
import { useSay } from "@/ui/Toasts";
import { hasToBegin, minutesOf } from "./minutes";
import { StepDialog } from "./StepDialog";
import { useText } from "./text";

/** Opens a step of training, whose time begins then, and ends it when the person says that it is done. */
export function useTraining(steps: readonly TrainingStep[]): {
  begin: (step: TrainingStep) => void;
  dialog: ReactNode;
} {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const [code, setCode] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: trainingQuery.queryKey });
  const start = useMutation({ mutationFn: startStep, onSuccess: refresh });
  const complete = useMutation({
    mutationFn: completeStep,
    onSuccess: async ({ seconds }) => {
      await refresh();
      setCode(null);
      say(text("well-done", { minutes: minutesOf(seconds) }));
    },
  });
  const begin = (step: TrainingStep) => {
    start.reset();
    complete.reset();
    setCode(step.code);
    if (hasToBegin(step, timeNow())) start.mutate(wishOf(step));
  };
  const step = steps.find((each) => each.code === code);
  const dialog = step && (
    <StepDialog
      step={step}
      isStarting={start.isPending}
      isCompleting={complete.isPending}
      error={start.error ?? complete.error}
      onDone={() => (start.isError ? start.mutate(wishOf(step)) : complete.mutate(wishOf(step)))}
      onClose={() => setCode(null)}
    />
  );
  return { begin, dialog };
}

function wishOf(step: TrainingStep) {
  return { step: step.code, key: newKey() };
}
