import { createFileRoute } from '@tanstack/react-router'
import { runsInstall, signedIn } from '@/app/shell/entrance'
import { LogoHome, PageFrame } from '@/app/shell/page-frame'
import { Unrouted } from '@/features/custody/components/unrouted'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/unrouted')({
  beforeLoad: signedIn(runsInstall),
  loader: () => loadCatalogue('custody'),
  component: UnroutedPage,
})

function UnroutedPage() {
  const { me } = Route.useRouteContext()
  return (
    <PageFrame me={me} start={<LogoHome />}>
      <Unrouted />
    </PageFrame>
  )
}
