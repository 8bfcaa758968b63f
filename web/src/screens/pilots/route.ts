import { Flag } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/pilots",
  label: { en: "Pilots", id: "Uji coba" },
  icon: Flag,
  nav: { group: "run", order: 210 },
  roles: ["administrator", "sponsor"],
  load: () => import("./Pilots"),
});
