import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission, Role } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { Segments } from '@/ui/segments'
import { type Level, isGrantable, levelIn, levelsOf, presetNames, presetOf, roomsIn, withLevel, withPreset } from '../rules/permissions'
import { permissionsToGive } from '../rules/team'

type Chosen = { role: Role; permissions: Permission[] }
type Props = { chosen: Chosen; offered: Permission[]; roles: Role[]; problemAt: (field: string) => string | undefined; onChange: (chosen: Chosen) => void }

/** What a person is here and what they may do: a usual job that fills the rooms in, and each room by itself. What the person at the
 * screen may not give cannot be chosen. */
export function AccessFields({ chosen, offered, roles, problemAt, onChange }: Props) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const { role, permissions } = chosen
  const grantable = permissionsToGive(tenant, offered)
  const job = role === 'owner' ? 'owner' : (presetOf(permissions, offered) ?? 'custom')
  const jobs = [...presetNames.filter((one) => one === job || isGrantable(one, grantable)), ...(job === 'custom' ? (['custom'] as const) : []), ...(roles.includes('owner') || job === 'owner' ? (['owner'] as const) : [])]
  const below: Role = role === 'owner' ? 'staff' : role
  const choose = (next: (typeof jobs)[number]) => {
    if (next === 'owner') onChange({ role: 'owner', permissions })
    else if (next !== 'custom')
      // an owner holds everything there is: of that nothing is left over
      onChange({ role: below, permissions: withPreset(role === 'owner' ? [] : permissions, next, offered) })
  }
  return (
    <>
      <Field label={t('team.role')} hint={t(`team.jobs.${job}.text`)} error={problemAt('role')}>
        <Select value={job} onChange={(event) => choose(event.target.value as (typeof jobs)[number])}>
          {jobs.map((one) => (
            <option key={one} value={one}>
              {t(`team.jobs.${one}.title`)}
            </option>
          ))}
        </Select>
      </Field>
      {role !== 'owner' && (
        <Rooms permissions={permissions} offered={offered} grantable={grantable} problem={problemAt('permissions')} onChange={(next) => onChange({ role, permissions: next })} />
      )}
    </>
  )
}

type RoomsProps = { permissions: Permission[]; offered: Permission[]; grantable: Permission[]; problem?: string; onChange: (permissions: Permission[]) => void }

function Rooms({ permissions, offered, grantable, problem, onChange }: RoomsProps) {
  const { t } = useTranslation(['settings', 'shell'])
  const id = useId()
  // what one may neither give nor take away is not asked about
  const rooms = roomsIn(offered).filter((room) => levelsOf(grantable, room).length > 1 || levelIn(permissions, room, offered) !== 'none')
  const isBeyond = (room: string, level: Level) => !levelsOf(grantable, room).includes(level)
  const isAnyBeyond = rooms.length < roomsIn(offered).length || rooms.some((room) => levelsOf(offered, room).some((level) => isBeyond(room, level)))
  return (
    <fieldset>
      <legend className="text-sm font-medium">{t('team.may')}</legend>
      <ul className="mt-1 divide-y divide-line">
        {rooms.map((room) => (
          <li key={room} className="flex flex-col gap-2 py-2.5 sm:flex-row sm:items-center sm:gap-4">
            <div className="min-w-0 flex-1">
              <p id={`${id}-${room}`} className="text-sm font-medium">
                {t(`shell:rooms.${room}` as 'shell:rooms.inbox')}
              </p>
              <p id={`${id}-${room}-text`} className="text-xs text-ink-2">
                {t(`team.permissions.${room}` as 'team.permissions.inbox')}
              </p>
            </div>
            <Segments
              name={`${id}-${room}`}
              labelledBy={`${id}-${room}`}
              describedBy={`${id}-${room}-text`}
              className="shrink-0 sm:w-64"
              value={levelIn(permissions, room, offered)}
              options={levelsOf(offered, room).map((level) => ({ value: level, label: t(`team.levels.${level}`), disabled: isBeyond(room, level) }))}
              onChange={(level) => onChange(withLevel(permissions, room, level))}
            />
          </li>
        ))}
      </ul>
      {isAnyBeyond && <p className="mt-1 text-xs text-ink-2">{t('team.onlyOwn')}</p>}
      {problem && (
        <p role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
