import { Flag } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/pilots/:pilotId",
  label: { en: "Pilot report", id: "Laporan uji coba" },
  icon: Flag,
  roles: ["administrator", "sponsor"],
  load: () => import("./Pilot"),
});
