"""The parts of one built review in other forms: Markdown, PDF, JSON, CSV.

Each takes the page's parts, or the assessment they were made from, as
arguments; none goes back to the incidents folder.  So an export says what the
page says, and holds no more than it.
"""
