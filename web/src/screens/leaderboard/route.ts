import { Trophy } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/leaderboard",
  label: { en: "Leaderboard", id: "Papan peringkat" },
  icon: Trophy,
  nav: { group: "me", order: 50 },
  load: () => import("./Leaderboard"),
});
