import { Sparkles } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/points",
  label: { en: "Points", id: "Poin" },
  icon: Sparkles,
  nav: { group: "me", order: 70 },
  load: () => import("./Points"),
});
