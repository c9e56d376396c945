import { Outlet, createFileRoute, notFound } from '@tanstack/react-router'
import { SettingsNav } from '@/features/settings/components/settings-nav'
import { sections } from '@/features/settings/rules/sections'
import { loadCatalogue } from '@/i18n'
import { canChange, canSee, useSession } from '@/lib/session'

export const Route = createFileRoute('/t/$slug/settings')({
  beforeLoad: ({ context, location }) => {
    const asked = location.pathname.split('/')[4]
    const open = sections.filter((section) => canSee(context.tenant, section.rooms))
    if (asked ? !open.some((section) => section.name === asked) : open.length === 0) throw notFound()
  },
  loader: () => loadCatalogue('settings'),
  component: SettingsLayout,
})

function SettingsLayout() {
  const { tenant } = useSession()
  // what is only seen may hold nothing that takes the focus, and has to be scrolled by keyboard all the same
  const isStill = sections.some((section) => !canChange(tenant, section.rooms))
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <SettingsNav />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above */}
      <main id="content" tabIndex={isStill ? 0 : undefined} className="min-h-0 min-w-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2">
        <div className="mx-auto w-full max-w-5xl px-4 py-6 sm:px-6">
          <Outlet />
        </div>
      </main>
    </div>
  )
}
