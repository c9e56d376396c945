import { Outlet, createFileRoute } from '@tanstack/react-router'
import { SettingsNav } from '@/features/settings/components/settings-nav'

export const Route = createFileRoute('/t/$slug/settings')({ component: SettingsLayout })

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
