import { Award } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/progress",
  label: { en: "Progress", id: "Kemajuan" },
  icon: Award,
  nav: { group: "me", order: 40 },
  load: () => import("./Progress"),
});
