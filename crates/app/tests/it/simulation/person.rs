//! Who does it: mostly somebody whose duty it is, sometimes anybody.

use super::Simulation;
use domain::ids::ProviderId;
use domain::people::{Actor, Role};

impl Simulation {
    /// Somebody of these roles at the centre, or now and then anybody at all.
    pub fn somebody(&mut self, roles: &[Role]) -> Actor {
        if self.dice.chance(8) {
            return self.anybody();
        }
        let role = self.dice.pick(roles);
        self.world.person(role).clone()
    }

    /// Somebody of a provider's desk, or now and then anybody at all.
    pub fn somebody_of(&mut self, provider: Option<ProviderId>) -> Actor {
        let Some(provider) = provider.filter(|_| !self.dice.chance(8)) else {
            return self.anybody();
        };
        let role = self.dice.pick(&[Role::ProviderManager, Role::ProviderClerk, Role::ProviderClerk]);
        self.world.person_at(role, self.world.code_of(provider)).clone()
    }

    fn anybody(&mut self) -> Actor {
        let everybody: Vec<Actor> = self.world.everybody().cloned().collect();
        self.dice.pick(&everybody)
    }
}
