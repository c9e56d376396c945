"""Two invented businesses that feel real, an agency above them, their people and weeks of talk: for the first start, screens,
tests and benches. Every name and number is made up."""
