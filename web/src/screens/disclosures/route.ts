import { BadgeInfo } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/disclosures",
  label: { en: "Disclosures", id: "Pengungkapan" },
  icon: BadgeInfo,
  nav: { group: "run", order: 260 },
  roles: ["administrator"],
  load: () => import("./Disclosures"),
});
