import { Plug } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/connected",
  label: { en: "Connecting an account", id: "Menghubungkan akun" },
  icon: Plug,
  load: () => import("./Connected"),
});
