import { Outlet, createFileRoute, notFound } from '@tanstack/react-router'
import { SettingsNav, sections } from '@/features/settings/components/settings-nav'
import { can } from '@/lib/session'

export const Route = createFileRoute('/t/$slug/settings')({
  beforeLoad: ({ context, location }) => {
    const asked = location.pathname.split('/')[4]
    const open = sections.filter((section) => can(context.tenant, section.permission))
    if (asked ? !open.some((section) => section.name === asked) : open.length === 0) throw notFound()
  },
  component: SettingsLayout,
})

function SettingsLayout() {
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <SettingsNav />
      <main id="content" className="min-h-0 min-w-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-5xl px-4 py-6 sm:px-6">
          <Outlet />
        </div>
      </main>
    </div>
  )
}
