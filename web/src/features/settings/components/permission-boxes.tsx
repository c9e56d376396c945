import { useTranslation } from 'react-i18next'
import type { Permission } from '@/client/types'
import { Checkbox } from '@/ui/checkbox'

type Props = { chosen: Permission[]; offered: Permission[]; problem?: string; onChange: (chosen: Permission[]) => void }

/** What a person of the team may do, room by room; only what the signed-in person may give. */
export function PermissionBoxes({ chosen, offered, problem, onChange }: Props) {
  const { t } = useTranslation('settings')
  return (
    <fieldset>
      <legend className="text-sm font-medium">{t('team.may')}</legend>
      {offered.map((permission) => (
        <Checkbox
          key={permission}
          label={t(`team.permissions.${permission}.title` as 'team.permissions.inbox.title')}
          hint={t(`team.permissions.${permission}.text` as 'team.permissions.inbox.text')}
          checked={chosen.includes(permission)}
          onChange={(event) => onChange(event.target.checked ? [...chosen, permission] : chosen.filter((one) => one !== permission))}
        />
      ))}
      {problem && (
        <p role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
