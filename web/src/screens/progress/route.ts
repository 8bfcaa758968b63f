import { Award } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/progress",
  label: { en: "Progress", id: "Kemajuan" },
  icon: Award,
  nav: { group: "me", order: 60 },
  load: () => import("./Progress"),
});
