import { Gift } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/rewards",
  label: { en: "Rewards", id: "Hadiah" },
  icon: Gift,
  nav: { group: "me", order: 80 },
  load: () => import("./Rewards"),
});
