import { Flag } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/contests",
  label: { en: "Contests", id: "Kontes" },
  icon: Flag,
  nav: { group: "me", order: 60 },
  load: () => import("./Contests"),
});
